import assert from 'node:assert/strict';
import { tellEditors } from '../../../../nodes/runtime/panel/live';
import { record } from '../../../../nodes/runtime/panel/record';
import { observations } from '../../../../nodes/runtime/observations';
import type { NodeRed } from '../../../../nodes/runtime/node-red';
import type { Observation } from '../../../../src/domain/observation';
import { eventually } from '../../../support/eventually';

interface Published {
  topic: string;
  data: { epoch: string; connection: string; entries: Record<string, unknown>[] };
  retain: boolean;
}

describe('what open editors are told', () => {
  const published: Published[] = [];
  const line = (id: string) => ({ id, name: id, provider: 'etherfax' as const, simulator: true });
  const received: Observation = {
    ...{ what: 'received', kind: 'fax', direction: 'in', from4: '0042', to4: '0018', reference: 'Mr Miller', pages: 3 },
    item: { type: 'event', id: 'etherfax:+442079460018:fax.received:1' },
  };

  beforeEach(() => {
    published.length = 0;
    const publish = (topic: string, data: unknown, retain: boolean): void => {
      published.push({ topic, data, retain } as Published);
    };
    tellEditors({ comms: { publish } } as unknown as NodeRed);
  });
  after(() => tellEditors({} as NodeRed));

  it('a burst as one message for each connection, the newest first, and nothing of people', async () => {
    for (let count = 0; count < 100; count += 1) observations.tell(line('live-1'), received);
    observations.tell(line('live-2'), { what: 'backlog', direction: 'none', waiting: 2 });
    await eventually('both are told', () => published.length === 2);
    const [one, other] = published;
    assert.deepEqual([one?.topic, one?.retain, one?.data.connection], ['fax-sms/panel', false, 'live-1']);
    assert.equal(one?.data.epoch, record.epoch);
    assert.equal(one?.data.entries.length, 20);
    const numbers = one?.data.entries.map(({ n }) => Number(n)) ?? [];
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => b - a),
    );
    assert.deepEqual(Object.keys(one?.data.entries[0] ?? {}).sort(), [
      ...['at', 'connection', 'direction', 'kind', 'n', 'pages', 'what'],
    ]);
    assert.doesNotMatch(JSON.stringify(published), /0042|0018|Miller/);
    assert.deepEqual([other?.data.connection, other?.data.entries], ['live-2', []]);
  });

  it('nothing twice where the module is loaded again', async () => {
    tellEditors({
      comms: { publish: (topic: string, data: unknown) => published.push({ topic, data } as Published) },
    } as unknown as NodeRed);
    observations.tell(line('live-3'), received);
    await eventually('it is told', () => published.length > 0);
    assert.equal(published.length, 1);
  });
});
