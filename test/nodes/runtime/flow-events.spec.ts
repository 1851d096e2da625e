import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { onFlows } from '../../../nodes/runtime/flow-events';

describe('the events of the flows', () => {
  it('reach every listener through one pair of Node-RED’s, until it has ended', () => {
    const events = new EventEmitter();
    const heard: string[] = [];
    const ends = Array.from({ length: 30 }, (_, index) =>
      onFlows(events, {
        started: () => heard.push(`started ${index}`),
        stopping: () => heard.push(`stopping ${index}`),
      }),
    );
    assert.deepEqual([events.listenerCount('flows:started'), events.listenerCount('flows:stopping')], [1, 1]);
    ends.slice(1).forEach((end) => end());
    events.emit('flows:stopping');
    events.emit('flows:started');
    assert.deepEqual(heard, ['stopping 0', 'started 0']);
  });

  it('begin with what has to be there before anybody starts', () => {
    const events = new EventEmitter();
    const heard: string[] = [];
    for (const name of ['one', 'other']) {
      onFlows(events, { starting: () => heard.push(`${name} is starting`), started: () => heard.push(name) });
    }
    events.emit('flows:started');
    assert.deepEqual(heard, ['one is starting', 'other is starting', 'one', 'other']);
  });

  it('of another runtime are its own', () => {
    const [one, other] = [new EventEmitter(), new EventEmitter()];
    let heard = 0;
    onFlows(one, { started: () => (heard += 1) });
    other.emit('flows:started');
    one.emit('flows:stopping');
    assert.equal(heard, 0);
  });
});
