import assert from 'node:assert/strict';
import type { JobMessage, Reporter } from '../../src/domain/job';
import { announceNodes, claimed, isForOthers, unclaimed } from '../../src/outbox/who-reports';
import { alone, type Sharing } from '../../src/store/sharing';
import { FakeClock } from '../support/fake-clock';
import { FakeInstances } from '../support/fake-instances';
import { SCOPE } from '../support/inbox';

describe('who tells the end of a job', () => {
  const instances = new FakeInstances(new FakeClock());
  const here = instances.join('a');
  const there = instances.join('b');
  const running = (sharing: Sharing) => ({ mayReport: ({ process }: Reporter) => sharing.runs(process) });
  const others = (sharing: Sharing, asked: JobMessage) => isForOthers(sharing, running(sharing), SCOPE, asked);
  const message: JobMessage = { node: 'n', message: {}, tellings: 0, told: false, instance: 'b' };

  before(() => announceNodes(there, SCOPE, ['n']));

  it('is the instance whose node took the message, while it is here and has the node', () => {
    assert.deepEqual([others(here, message), others(there, message)], [true, false]);
    assert.equal(others(here, { ...message, node: 'm' }), false);
    assert.equal(others(here, { ...message, instance: 'gone' }), false);
  });

  it('is whoever has claimed it, though it is another than the one that took the message', () => {
    const own = claimed(here, message);
    assert.deepEqual([others(here, own), others(there, own)], [false, true]);
    assert.deepEqual(unclaimed(here, own), { ...message, tellings: 1 });
    assert.equal(unclaimed(there, own), own);
  });

  it('is the one instance of an embedded store, which claims nothing', () => {
    const only = alone('a');
    assert.deepEqual([others(only, message), claimed(only, message)], [false, { ...message, tellings: 1 }]);
  });
});
