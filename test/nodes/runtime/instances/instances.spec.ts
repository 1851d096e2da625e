import assert from 'node:assert/strict';
import { deployed } from '../../../../nodes/runtime/connection/deployed';
import type { StoreReport } from '../../../../nodes/runtime/instances/store-reports';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../../support/eventually';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab } from '../../../support/node-red';
import { shareStore } from '../../../support/share-store';

const SCOPE = 'etherfax:efax-1';
const RELEASE = { scope: SCOPE, crashed: false, suspectAfter: 3 } as const;

describe('what is told of the instances of a store', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({ account: { account: 'efax-1' } });
    rig = await NodeRedRig.start();
    const line = connectionNode('line-1', { baseUrl: simulator.baseUrl });
    await rig.load(tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), line), {
      'line-1': { apiKey: simulator.account.apiKey },
    });
    await rig.reached('in-1', 'polling');
  });
  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const ask = async (): Promise<StoreReport> => {
    const { status, body } = await rig.admin().get('/fax-sms/instances');
    assert.equal(status, 200);
    const [report] = body as StoreReport[];
    return report ?? assert.fail('no store');
  };
  const states = ({ instances }: StoreReport) => instances.map(({ name, state, holds }) => [name, state, holds]);
  const line = () => deployed.get('line-1') ?? assert.fail();
  /** A fax that this instance has in its flow. It takes over nothing from then on: what becomes of the fax, a test says. */
  const inFlow = async (): Promise<void> => {
    simulator.inject();
    await rig.got('sink-1', 1);
    await line().connection.pause();
  };
  const store = () => line().home.store;
  const released = async (): Promise<void> => {
    const [head] = await store().list({ scope: SCOPE, state: 'offered', limit: 1 });
    const { owner = '' } = (await store().get(head?.key ?? '')) as { owner?: string };
    const { released: count } = await store().release({ ...RELEASE, owner, now: Date.now() });
    assert.equal(count, 1);
  };
  /** As if another instance had claimed it. */
  const belongsTo = async (owner: string, again?: 'again'): Promise<void> => {
    if (!again) await released();
    const now = Date.now();
    const claim = { scope: SCOPE, queue: 'redeliver', owner, now: now + 60_000, limit: 9 } as const;
    const claimed = await store().claim({ ...claim, decide: () => ({ offer: { leaseUntil: now + 3_600_000 } }) });
    assert.equal(claimed.length, 1);
  };

  it('none where nobody else can use it; how far behind its connections are, all the same', async () => {
    const { instances, connections, ...rest } = await ask();
    assert.deepEqual([rest, instances], [{ kind: 'embedded', ok: true }, []]);
    assert.deepEqual(connections, [{ id: 'line-1', name: 'Line of line-1', waiting: 0, queued: 0 }]);
    const [view] = (await rig.admin().get('/fax-sms/connections')).body as object[];
    assert(view && !('holder' in view));
  });

  it('each with what it holds, since when it is here, and when it was heard', async () => {
    const { instances } = shareStore('line-1');
    instances.join('node-red-2');
    const report = await ask();
    assert.deepEqual(states(report), [
      ['node-red-1', 'alive', ['line-1']],
      ['node-red-2', 'alive', []],
    ]);
    const [own, other] = report.instances;
    assert.deepEqual([report.kind, own?.isThis, other?.isThis], ['postgresql', true, false]);
    assert.match(own?.version ?? '', /^\d/);
    for (const at of [own?.since, other?.since, other?.heardAt]) assert.match(at ?? '', /^\d{4}-.*Z$/);
    assert(Number.isInteger(other?.lagMs));
    assert.equal(report.connections[0]?.holder, 'node-red-1');
  });

  it('who holds an account after another one took it over, and that this one is cut off', async () => {
    const { instances, own } = shareStore('line-1');
    const other = instances.join('node-red-2');
    other.seek(SCOPE, () => undefined);
    own.die();
    const report = await ask();
    assert.deepEqual(states(report), [
      ['node-red-1', 'cut-off', []],
      ['node-red-2', 'unheard', ['line-1']],
    ]);
    const { body } = await rig.admin().get('/fax-sms/connections/line-1');
    assert.equal((body as { holder: string }).holder, 'node-red-2');
  });

  it('one that is gone as long as something is in its flow, and no longer', async () => {
    const { instances } = shareStore('line-1');
    const other = instances.join('node-red-2');
    await inFlow();
    await belongsTo('node-red-2');
    assert.deepEqual(states(await ask())[1], ['node-red-2', 'alive', []]);
    other.die();
    assert.deepEqual(states(await ask())[1], ['node-red-2', 'gone', []]);
    await released();
    assert.equal((await ask()).instances.length, 1);
    other.revive();
    await belongsTo('node-red-2', 'again');
    assert.equal((await ask()).instances.length, 2);
    other.die();
    assert.deepEqual(states(await ask())[1], ['node-red-2', 'gone', []], 'it may have come back meanwhile');
  });

  it('who has an event in the flow, and any of them can close it', async () => {
    const { instances } = shareStore('line-1');
    instances.join('node-red-2');
    await inFlow();
    await belongsTo('node-red-2');
    const { body: page } = await rig.admin().get('/fax-sms/connections/line-1/items?list=open');
    const [item = assert.fail()] = (page as { items: { id: string; owner?: string }[] }).items;
    assert.equal(item.owner, 'node-red-2');
    const act = rig.admin().post('/fax-sms/connections/line-1/actions').send({ action: 'complete', key: item.id });
    assert.deepEqual((await act).body, { done: true });
    assert.equal((await store().get(item.id))?.state, 'completed');
  });

  it('in the panel, too, with the instance that has an event in its flow', async () => {
    const { instances } = shareStore('line-1');
    instances.join('node-red-2');
    await inFlow();
    await eventually('it is in the flow', async () => (await ask()).connections[0]?.oldestOpenAt !== undefined);
    const { body } = await rig.admin().get('/fax-sms/panel');
    const panel = body as { instances: { name: string }[]; connections: { holder: string; isHolder: boolean }[] };
    assert.deepEqual(
      panel.instances.map(({ name }) => name),
      ['node-red-1', 'node-red-2'],
    );
    assert.deepEqual([panel.connections[0]?.holder, panel.connections[0]?.isHolder], ['node-red-1', true]);
    const { body: page } = await rig.admin().get('/fax-sms/connections/line-1/items?list=open');
    assert.equal(typeof (page as { items: { owner?: string }[] }).items[0]?.owner, 'string');
  });
});
