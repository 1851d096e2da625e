import assert from 'node:assert/strict';
import { tellEditors } from '../../../../nodes/runtime/panel/live';
import { deployed, type Deployed } from '../../../../nodes/runtime/connection/deployed';
import { monitored } from '../../../../nodes/runtime/monitored/monitored';
import { record } from '../../../../nodes/runtime/panel/record';
import { observations } from '../../../../nodes/runtime/observations';
import type { NodeRed } from '../../../../nodes/runtime/node-red';
import type { Observation } from '../../../../src/domain/observation';
import { FakeInstances } from '../../../support/fake-instances';
import { eventually } from '../../../support/eventually';

interface Published {
  topic: string;
  data: { epoch: string; connection: string; attention: number; entries: Record<string, unknown>[] };
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

  it('that instances of a store have come or gone, and how much only a person can put right', async () => {
    const instances = new FakeInstances({ now: () => 0 });
    const entry = {
      settings: { id: 'live-4' },
      connection: { scope: 'etherfax:live' },
      home: { store: { sharing: instances.join('a') } },
    } as unknown as Deployed;
    deployed.add(entry);
    const standing = monitored.deploy({ id: 'live-4', type: 'fax-sms-connection' });
    const open = { ...{ inFlow: 9, overdue: 0, waiting: 9, unclaimed: 0, dead: 2, queued: 9, unknown: 1 } };
    standing.stands({ state: 'polling', backlog: { fax: open, sms: { ...open, dead: 0 }, quarantined: 5 } });
    instances.join('b');
    await eventually('it is told', () => published.length > 0);
    const [{ data } = assert.fail()] = published;
    assert.deepEqual([data.connection, data.entries, data.attention], ['live-4', [], 4]);
    deployed.remove(entry);
    monitored.forget('live-4');
    published.length = 0;
    instances.join('c');
    observations.tell(line('live-5'), received);
    await eventually('another is told', () => published.length > 0);
    assert.deepEqual(
      published.map((each) => each.data.connection),
      ['live-5'],
    );
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
