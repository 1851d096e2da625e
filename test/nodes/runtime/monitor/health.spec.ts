import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Health } from '../../../../nodes/runtime/monitor/health';
import { monitored } from '../../../../nodes/runtime/monitored/monitored';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
import { deferred } from '../../../../src/work/deferred';
import { eventually } from '../../../support/eventually';
import {
  connectionNode,
  markNode,
  NodeRedRig,
  receiveNode,
  sinkNode,
  tab,
  type FlowNode,
} from '../../../support/node-red';
import { shareStore } from '../../../support/share-store';
import { faxSendNode } from '../../../support/sending-nodes';

/** Stores are opened once `open` is called, as where one is large or has to be repaired. */
function slowStore(): { open: () => void; restore: () => void } {
  const gate = deferred();
  const level = ClassicLevel.prototype as unknown as { _open: (...args: unknown[]) => Promise<void> };
  const { _open: open } = level;
  level._open = async function (...args) {
    await gate.promise;
    return open.apply(this, args);
  };
  return { open: gate.resolve, restore: () => (level._open = open) };
}

describe('the health of a Node-RED', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({ stepMs: 5, account: { account: 'efax-1' } });
    rig = await NodeRedRig.start();
  });
  afterEach(async () => {
    await rig.stop();
    await simulator.close();
    assert.deepEqual(monitored.all(), [], 'what is removed is forgotten');
  });

  const flow = (more: object = {}): FlowNode[] =>
    tab(
      receiveNode('in-1', ['sink-1']),
      sinkNode('sink-1'),
      markNode('mark-1'),
      faxSendNode('send', [['accepted'], ['finished']]),
      ...['accepted', 'finished'].map(sinkNode),
      connectionNode('line-1', { baseUrl: simulator.baseUrl, ...more }),
    );
  const login = (apiKey = simulator.account.apiKey) => ({ 'line-1': { apiKey } });
  const load = async (more: object = {}): Promise<void> => {
    await rig.load(flow(more), login());
    await rig.reached('in-1', 'polling');
  };
  const ask = async (query = ''): Promise<Health & { code: number }> => {
    const { status, body } = await rig.admin().get(`/fax-sms/health${query}`);
    return { ...(body as Health), code: status };
  };
  const becomes = (code: number, query = ''): Promise<Health> =>
    eventually(`${query} is ${code}`, async () => {
      const found = await ask(query);
      return found.code === code && found;
    });
  const send = (to: string): void =>
    (rig.node('send') as unknown as { receive(message: object): void }).receive({ to, payload: sampleFax() });

  it('is ok with nothing deployed, and not where the one that matters is not', async () => {
    await rig.load([]);
    const { code, status, connections } = await ask();
    assert.deepEqual([code, status, connections], [200, 'ok', []]);
    assert.deepEqual([(await ask('?connection=line-1')).code, (await ask('?connection=line-1')).missing], [503, true]);
  });

  it('tells of each connection what it does, when it was last heard, and what is open, and no more', async () => {
    await load();
    simulator.inject({ from: '+15550100099', to: '+15550100001' });
    await rig.got('sink-1', 1);
    const { code, store, connections } = await ask();
    assert.deepEqual([code, store], [200, { ok: true }]);
    const [one = assert.fail()] = connections;
    const { since, lastContactAt, contacts, oldestOpenAt, counts, ...rest } = one;
    assert.deepEqual(rest, {
      ...{ id: 'line-1', connection: 'Line of line-1', provider: 'etherfax', state: 'polling' },
      ...{ ok: true, problems: [] },
    });
    for (const at of [since, lastContactAt, contacts.poll, oldestOpenAt]) assert.match(at ?? '', /^\d{4}-.*Z$/);
    assert.equal(counts?.inFlow, 1);
    assert.doesNotMatch(JSON.stringify(connections), /5550100|127\.0\.0\.1|http/);
  });

  it('is not ok while a connection has failed for longer than the grace, and again once it works', async () => {
    await load();
    simulator.faults.set({ status: 503 });
    const failing = await becomes(503, '?grace=0');
    assert.deepEqual([failing.status, failing.connections[0]?.problems], ['failing', ['not-working']]);
    assert.equal(failing.connections[0]?.why, 'http-503');
    assert.ok((await ask()).code === 200, 'within the grace');
    simulator.faults.clear();
    const { connections } = await becomes(200, '?grace=0');
    assert.equal(connections[0]?.why, undefined);
  });

  it('is not ok with a login that the provider refuses, nor with settings that cannot work', async () => {
    await rig.load(flow(), login('wrong'));
    await eventually('it says why', async () => (await ask('?grace=0')).connections[0]?.why === 'auth');
    assert.equal((await ask('?grace=0')).code, 503);
    await rig.deploy(flow({ pollSeconds: '5' }), 'full', login());
    await eventually('it says why', async () => (await ask('?grace=0')).connections[0]?.why === 'config');
    assert.equal((await ask('?grace=0')).code, 503);
  });

  it('asks for the one connection that is named, by its name or id', async () => {
    const second = [
      receiveNode('in-2', ['sink-1'], { connection: 'line-2' }),
      connectionNode('line-2', { pollSeconds: '5' }),
    ];
    await rig.load([...flow(), ...second], login());
    await rig.reached('in-1', 'polling');
    assert.equal((await ask('?grace=0')).code, 503);
    for (const name of ['line-1', 'Line%20of%20line-1'])
      assert.equal((await ask(`?grace=0&connection=${name}`)).code, 200);
    assert.equal((await ask('?grace=0&connection=line-2')).code, 503);
  });

  it('is not ok while something is dead, until somebody has dealt with it, or where that is not to count', async () => {
    await load({ maxAttempts: '1', redeliverMinutes: '0.001' });
    simulator.inject();
    const { connections } = await becomes(503);
    assert.deepEqual(connections[0]?.problems, ['dead']);
    assert.equal((await ask('?ignore=dead')).code, 200);
    const [message] = rig.messages('sink-1');
    (rig.node('mark-1') as unknown as { receive(message: unknown): void }).receive(message);
    await becomes(200);
  });

  it('is not ok while a send is unknown for longer than the grace', async () => {
    await load();
    simulator.faults.set({ action: 'outbox.send', drop: 'after' });
    send('+15005550001');
    const { connections } = await becomes(503, '?grace=0');
    assert.deepEqual(connections[0]?.problems, ['unknown']);
    assert.deepEqual([(await ask()).code, (await ask('?grace=0&ignore=unknown')).code], [200, 200]);
  });

  it('is not ok at once, and answers at once, when the store is away', async () => {
    await load();
    simulator.inject();
    await rig.got('sink-1', 1);
    await rig.deploy([], 'full');
    await rename(join(rig.userDir, 'pushline', 'level', 'CURRENT'), join(rig.userDir, 'pushline', 'level', 'LOST'));
    await rig.deploy(flow(), 'full', login());
    const { code, store, connections } = await eventually('it says why', async () => {
      const found = await ask();
      return found.store.why !== 'starting' && found;
    });
    assert.deepEqual([code, store.ok], [503, false]);
    assert.equal(store.why, connections[0]?.why);
    assert.deepEqual(connections[0]?.problems, ['store']);
    assert.equal(connections[0]?.counts, undefined);
  });

  it('is not ok from the first moment until the store has been opened', async () => {
    const store = slowStore();
    try {
      await rig.load(flow(), login());
      for (const query of ['', '?ignore=dead,unknown&grace=604800']) {
        const starting = await ask(query);
        assert.deepEqual([starting.code, starting.store], [503, { ok: false, why: 'starting' }]);
        assert.deepEqual(starting.connections[0]?.problems, ['store']);
      }
      const { text } = await rig.admin().get('/fax-sms/metrics');
      assert.match(text, /^pushline_store_up 0$/m);
      store.open();
      await rig.reached('in-1', 'polling');
      assert.deepEqual((await ask()).store, { ok: true });
    } finally {
      store.restore();
    }
  });

  it('tells who shares the store and who holds the account, and is not ok while nobody does', async () => {
    await load();
    const { instances, own } = shareStore('line-1');
    const other = instances.join('node-red-2');
    const { body } = await rig.admin().get('/fax-sms/health');
    const { instances: told = [], connections } = body as Health;
    assert.deepEqual(
      told.map(({ name, isThis, state }) => [name, isThis, state]),
      [
        ['node-red-1', true, 'alive'],
        ['node-red-2', false, 'alive'],
      ],
    );
    assert.deepEqual([connections[0]?.holder, connections[0]?.ok], ['node-red-1', true]);
    own.die();
    const unheld = await becomes(503, '?grace=0');
    assert.deepEqual([unheld.connections[0]?.problems, unheld.connections[0]?.holder], [['not-held'], undefined]);
    assert.equal((await ask()).code, 200, 'within the grace');
    other.seek('etherfax:efax-1', () => undefined);
    assert.equal((await becomes(200, '?grace=0')).connections[0]?.holder, 'node-red-2');
  });

  it('is judged alike over a deploy, and not ok while flows are stopped', async () => {
    await load();
    await rig.deploy(flow(), 'full', login());
    await rig.reached('in-1', 'polling');
    await becomes(200, '?grace=0');
    const counted = monitored.get('line-1')?.tallies;
    await rig.deploy(flow({ pollSeconds: '20' }), 'nodes', login());
    assert.equal(monitored.get('line-1')?.tallies, counted);
  });

  it('knows no connection any more whose subflow is used no more', async () => {
    const inside = [
      { id: 'sub', type: 'subflow', name: 'fax', in: [], out: [] },
      { ...connectionNode('line-2', { simulator: true }), z: 'sub' },
      receiveNode('in-2', [], { z: 'sub', connection: 'line-2' }),
    ];
    const use = (id: string): FlowNode => ({ id, type: 'subflow:sub', wires: [] });
    const ids = async (): Promise<string[]> => (await ask()).connections.map(({ id }) => id);
    await rig.load([...inside, ...tab(use('use-1'), use('use-2'))]);
    assert.deepEqual((await ids()).sort(), ['use-1-line-2', 'use-2-line-2']);
    await rig.deploy([...inside, ...tab(use('use-1'))], 'flows');
    assert.deepEqual(await ids(), ['use-1-line-2']);
  });

  it('is not affected by a connection that no node uses or that is disabled', async () => {
    await load();
    await rig.deploy([connectionNode('line-1', { baseUrl: simulator.baseUrl })], 'full', login());
    const { code, connections } = await ask('?grace=0');
    assert.deepEqual([code, connections[0]?.state], [200, 'idle']);
    await rig.deploy(flow({ d: true }), 'full', login());
    assert.deepEqual((await ask('?grace=0')).connections, []);
  });
});
