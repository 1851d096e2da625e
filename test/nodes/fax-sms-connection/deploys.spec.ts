import assert from 'node:assert/strict';
import type { Message } from '../../../nodes/runtime/node-red';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../support/eventually';
import {
  connectionNode,
  markNode,
  NodeRedRig,
  receiveNode,
  sinkNode,
  tab,
  type DeployKind,
  type FlowNode,
} from '../../support/node-red';

describe('deploys', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator();
    rig = await NodeRedRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const login = () => ({ 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } });
  const line = (more: object = {}): FlowNode =>
    connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, ...more });
  const flow = (more: { receive?: object; line?: object; extra?: FlowNode[] } = {}): FlowNode[] =>
    tab(
      receiveNode('in-1', ['sink-1'], more.receive),
      sinkNode('sink-1'),
      markNode('mark-1'),
      line(more.line),
      ...(more.extra ?? []),
    );

  const attempts = (): [number, boolean][] =>
    rig.messages('sink-1').map(({ event }) => {
      const { attempt, redelivered } = event as { attempt: number; redelivered: boolean };
      return [attempt, redelivered];
    });

  async function started(): Promise<void> {
    await rig.load(flow(), login());
    await rig.reached('in-1', 'connected');
  }

  const sockets = async (): Promise<void> => {
    await eventually('one push socket is there', () => simulator.push.clients === 1);
  };

  it('of everything make an open offer again, say that it is one, and open one socket', async () => {
    await started();
    simulator.inject();
    await rig.got('sink-1', 1);
    await rig.deploy(flow(), 'full', login());
    await rig.got('sink-1', 2);
    assert.deepEqual(attempts(), [
      [1, false],
      [2, true],
    ]);
    await rig.reached('in-1', 'connected');
    await sockets();
  });

  for (const [what, change, kind] of [
    ['a changed receiving node', { receive: { name: 'renamed' } }, 'nodes'],
    ['the flow of the receiving node', { receive: { name: 'renamed' } }, 'flows'],
    ['a changed connection', { line: { redeliverMinutes: '30' } }, 'nodes'],
  ] as const) {
    it(`of ${what} alone (${kind}) make its open offer again`, async () => {
      await started();
      simulator.inject();
      await rig.got('sink-1', 1);
      await rig.deploy(flow(change), kind, login());
      await rig.got('sink-1', 2);
      assert.deepEqual(attempts()[1], [2, true]);
      await rig.reached('in-1', 'connected');
      await sockets();
    });
  }

  it('of other nodes leave open offers and the socket alone', async () => {
    await started();
    simulator.inject();
    await rig.got('sink-1', 1);
    const handshakes = simulator.requests().push;
    for (let i = 0; i < 3; i += 1) {
      await rig.deploy(flow({ extra: [sinkNode(`other-${i}`)] }), 'nodes', login());
    }
    simulator.inject();
    await rig.got('sink-1', 2);
    assert.deepEqual(attempts(), [
      [1, false],
      [1, false],
    ]);
    assert.equal(simulator.requests().push, handshakes);
  });

  it('that only change a wire go on with the new one', async () => {
    await started();
    await rig.deploy(
      tab(receiveNode('in-1', ['sink-2']), sinkNode('sink-1'), sinkNode('sink-2'), markNode('mark-1'), line()),
      'nodes',
      login(),
    );
    simulator.inject();
    await rig.got('sink-2', 1);
    assert.equal(rig.messages('sink-1').length, 0);
  });

  it('let a fax that arrives between them be offered once as new', async () => {
    await started();
    const deployed = rig.deploy(flow(), 'full', login());
    const id = simulator.inject();
    await deployed;
    await rig.got('sink-1', 1);
    assert.equal((rig.messages('sink-1')[0]?.payload as { id: string }).id, id);
    const next = simulator.inject();
    await rig.got('sink-1', 2);
    const ids = rig.messages('sink-1').map(({ payload }) => (payload as { id: string }).id);
    assert.deepEqual(ids, [id, next]);
  });

  it('under load lose nothing, and repeat nothing without saying so', async () => {
    await started();
    const kinds: DeployKind[] = ['full', 'flows', 'nodes'];
    const injected: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      for (let j = 0; j < 3; j += 1) injected.push(simulator.inject());
      await rig.deploy(flow({ receive: { name: `name ${i}` } }), kinds[i % 3] ?? 'full', login());
    }
    const idOf = (message: Message): string => (message.payload as { id: string }).id;
    await eventually('every fax has come', () => new Set(rig.messages('sink-1').map(idOf)).size === injected.length);
    for (const id of injected) {
      const offers = rig.messages('sink-1').filter((message) => idOf(message) === id);
      const unsaid = offers.filter(({ event }) => !(event as { redelivered: boolean }).redelivered);
      assert(unsaid.length <= 1, `${id} came ${unsaid.length} times as new`);
    }
    await rig.reached('in-1', 'connected');
    await sockets();
  });

  it('that remove the last user close the link, and one that brings a user opens it', async () => {
    await started();
    await rig.deploy(tab(sinkNode('sink-1'), line()), 'nodes', login());
    await eventually('the socket is closed', () => simulator.push.clients === 0);
    const listed = async () => (await rig.admin().get('/fax-sms/connections')).body as unknown[];
    await eventually('it is no longer listed', async () => (await listed()).length === 0);
    await rig.deploy(flow(), 'nodes', login());
    await rig.reached('in-1', 'connected');
    await sockets();
  });

  it('that remove a connection turn its nodes red', async () => {
    await started();
    await rig.deploy(tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1')), 'full');
    await rig.reached('in-1', 'error');
    await eventually('the socket is closed', () => simulator.push.clients === 0);
  });

  it('that mend a connection let it work', async () => {
    await rig.load(flow({ line: { pollSeconds: 'x' } }), login());
    await rig.reached('in-1', 'error');
    await rig.deploy(flow(), 'nodes', login());
    await rig.reached('in-1', 'connected');
  });

  it('free the account for the connection that was refused', async () => {
    const second = connectionNode('line-2', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl });
    const two = (first: FlowNode[]): FlowNode[] =>
      tab(...first, receiveNode('in-2', ['sink-2'], { connection: 'line-2' }), sinkNode('sink-2'), {
        ...second,
        account: 'efax-0000-0000',
      });
    const credentials = { ...login(), 'line-2': login()['line-1'] };
    const first = [receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), line({ account: 'efax-0000-0000' })];
    await rig.load(two(first), credentials);
    await eventually(
      'one is refused',
      () =>
        [rig.status('in-1'), rig.status('in-2')].filter((status) => status?.text.endsWith('.duplicate')).length === 1,
    );
    await rig.deploy(two([]), 'nodes', credentials);
    await rig.reached('in-2', 'connected');
    simulator.inject();
    await rig.got('sink-2', 1);
  });

  it('leave no listener behind', async () => {
    await started();
    const counts = () =>
      ['flows:started', 'flows:stopping', 'flows:stopped'].map((name) => rig.RED.events.listenerCount(name));
    const before = counts();
    for (let i = 0; i < 5; i += 1) await rig.deploy(flow(), 'full', login());
    assert.deepEqual(counts(), before);
  });

  it('keep what is open over a stop of all flows, which waits for no answer of the provider', async () => {
    await started();
    simulator.inject();
    await rig.got('sink-1', 1);
    simulator.faults.set({ lateMs: 3_600_000 });
    const asked = simulator.requests()['inbox.list'] ?? 0;
    await eventually('it waits for a list', () => (simulator.requests()['inbox.list'] ?? 0) > asked);
    await rig.deploy([], 'full');
    assert.doesNotMatch(rig.log.join(), /stopping-error|timed out/);
    simulator.faults.clear();
    await rig.deploy(flow(), 'full', login());
    await rig.got('sink-1', 2);
    assert.deepEqual(attempts()[1], [2, true]);
  });
});
