import assert from 'node:assert/strict';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
import {
  connectionNode,
  NodeRedRig,
  receiveNode,
  sinkNode,
  tab,
  type DeployKind,
  type FlowNode,
} from '../../../support/node-red';
import { faxSendNode } from '../../../support/sending-nodes';

const DELIVERED = '+15005550001';

describe('a message that is to be sent', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({ stepMs: 5 });
    rig = await NodeRedRig.start({ pushline: { timeScale: 100 } });
  });
  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const line = (id = 'line-1', more: object = {}): FlowNode =>
    connectionNode(id, { baseUrl: simulator.baseUrl, country: '44', ...more });
  const users = (send: object = {}): FlowNode[] => [
    faxSendNode('send', [['accepted'], ['finished']], send),
    receiveNode('in-1', ['received']),
    ...['accepted', 'finished', 'completed', 'caught', 'received'].map(sinkNode),
    { id: 'complete', type: 'complete', scope: ['send'], uncaught: false, wires: [['completed']] },
    { id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [['caught']] },
  ];
  const login = (...ids: string[]) =>
    Object.fromEntries(['line-1', ...ids].map((id) => [id, { apiKey: simulator.account.apiKey }]));
  const input = (message: object): void =>
    (rig.node('send') as unknown as { receive(message: object): void }).receive(message);
  const fax = (): object => ({ to: DELIVERED, payload: sampleFax() });
  const errors = (): { code: string; message: string }[] =>
    rig.messages('caught').map((message) => (message as { error: { code: string; message: string } }).error);

  it('before the account is known is taken at once, and goes out after deploys, once', async () => {
    simulator.faults.set({ status: 503 });
    await rig.load(tab(...users(), line()), login());
    await rig.reached('send', 'error');
    input(fax());
    await rig.got('completed', 1);
    await rig.deploy(tab(...users({ name: 'changed' }), line()), 'nodes', login());
    await rig.deploy(tab(...users(), line()), 'full', login());
    assert.deepEqual([errors(), simulator.jobs().length], [[], 0]);
    simulator.faults.clear();
    await rig.got('finished', 1);
    assert.deepEqual([errors(), simulator.jobs().length], [[], 1]);
  });

  it('as flows start waits for its connection, and is taken', async () => {
    await rig.load(tab(...users(), line()), login());
    input(fax());
    await rig.got('finished', 1);
    assert.deepEqual(errors(), []);
  });

  it('by a second connection to one account is refused at once, naming the first', async () => {
    await rig.load(tab(...users(), line()), login());
    await rig.reached('send', 'polling');
    await rig.deploy(tab(...users({ connection: 'line-2' }), line(), line('line-2')), 'nodes', login('line-2'));
    await rig.reached('send', 'error');
    input(fax());
    await rig.got('caught', 1);
    const [error] = errors();
    assert.deepEqual([error?.code, error?.message.includes('"Line of line-1"')], ['PUSHLINE_CONFIG', true]);
  });

  for (const kind of ['nodes', 'flows', 'full'] as const satisfies DeployKind[]) {
    it(`finds its connection again that was taken away and put back (${kind}), as receiving does`, async () => {
      await rig.load(tab(...users(), line()), login());
      await rig.reached('send', 'polling');
      await rig.deploy(tab(...users()), kind);
      await rig.reached('send', 'error');
      assert.equal(rig.status('in-1')?.text, 'fax-receive-in.status.no-connection');
      input(fax());
      await rig.got('caught', 1);
      assert.equal(errors()[0]?.code, 'PUSHLINE_NO_CONNECTION');
      await rig.deploy(tab(...users(), line()), kind, login());
      await rig.reached('send', 'polling');
      await rig.reached('in-1', 'polling');
      simulator.inject();
      await rig.got('received', 1);
      input(fax());
      await rig.got('finished', 1);
      assert.equal(errors().length, 1);
    });
  }

  it('is not lost where its connection is deployed as it comes', async () => {
    await rig.load(tab(...users(), line()), login());
    await rig.reached('send', 'polling');
    for (let n = 0; n < 6; n += 1) {
      const deployed = rig.deploy(tab(...users(), line('line-1', { name: `n${n}` })), 'nodes', login());
      input({ ...fax(), idempotencyKey: `k${n}` });
      await deployed;
    }
    await rig.got('finished', 6);
    assert.deepEqual([errors(), simulator.jobs().length], [[], 6]);
  });
});
