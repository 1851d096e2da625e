import assert from 'node:assert/strict';
import type { Message } from '../../../nodes/runtime/node-red';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../support/eventually';
import { connectionNode, markNode, NodeRedRig, receiveNode, sinkNode, tab } from '../../support/node-red';

describe('mark-received', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator();
    rig = await NodeRedRig.start();
    await rig.load(
      tab(
        receiveNode('in-1', ['sink-1']),
        sinkNode('sink-1'),
        markNode('mark-1', ['sink-2']),
        markNode('mark-2', ['sink-2'], { then: 'delete', connection: 'line-1' }),
        sinkNode('sink-2'),
        { id: 'catch-1', type: 'catch', scope: null, wires: [['sink-3']] },
        sinkNode('sink-3'),
        connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl }),
      ),
      { 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } },
    );
    await rig.reached('in-1', 'connected');
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const receive = (id: string, message: object): void =>
    (rig.node(id) as unknown as { receive(message: object): void }).receive(message);

  async function fax(): Promise<Message> {
    const before = rig.messages('sink-1').length;
    simulator.inject();
    return (await rig.got('sink-1', before + 1)).at(-1) ?? assert.fail();
  }

  async function caught(): Promise<{ code?: string; message: string; source: { id: string } }> {
    const [message] = await rig.got('sink-3', 1);
    return (message as { error: { code?: string; message: string; source: { id: string } } }).error;
  }

  it('closes the event, passes the message on as it is, and the provider is told', async () => {
    const message = await fax();
    assert.equal(simulator.received().length, 0);
    receive('mark-1', { ...message, more: 'kept' });
    const [passed] = await rig.got('sink-2', 1);
    assert.equal(passed?.more, 'kept');
    assert.deepEqual(passed.payload, message.payload);
    assert.deepEqual(passed.event, message.event);
    await eventually('the provider knows', () => simulator.received().length === 1);
  });

  it('needs only the key', async () => {
    const { event } = await fax();
    receive('mark-1', { event: { key: (event as { key: string }).key } });
    await rig.got('sink-2', 1);
    await eventually('the provider knows', () => simulator.received().length === 1);
  });

  it('passes on what is closed already', async () => {
    const message = await fax();
    for (let i = 0; i < 3; i += 1) receive('mark-1', message);
    await rig.got('sink-2', 3);
    assert.equal(rig.messages('sink-3').length, 0);
  });

  it('adds the deletion where it is set to delete, which is a keep where the provider cannot', async () => {
    const message = await fax();
    receive('mark-1', message);
    await eventually('the provider knows', () => simulator.marks().length === 1);
    receive('mark-2', message);
    await rig.got('sink-2', 2);
    await eventually('the provider is told of that, too', () => simulator.marks().length === 2);
    assert.equal(rig.messages('sink-3').length, 0);
  });

  for (const [what, message] of [
    ['no event', { payload: 1 }],
    ['an event without a key', { event: { key: '' } }],
    ['a key that is no string', { event: { key: 7 } }],
    ['an event that is no object', { event: 'key' }],
  ] as const) {
    it(`gives ${what} to a Catch node with a code, and passes nothing on`, async () => {
      receive('mark-1', message);
      const { code, source } = await caught();
      assert.equal(code, 'PUSHLINE_NO_EVENT');
      assert.equal(source.id, 'mark-1');
      assert.equal(rig.messages('sink-2').length, 0);
    });
  }

  it('gives a key that is not in this store to a Catch node with a code, without repeating it', async () => {
    receive('mark-1', { event: { key: 'etherfax:x:fax.received:+15550100099' } });
    const { code, message } = await caught();
    assert.equal(code, 'PUSHLINE_EVENT_UNKNOWN');
    assert(!message.includes('5550100099'));
  });

  it('shows the state of its connection only where it has one', async () => {
    assert.equal((await rig.reached('mark-2', 'connected')).text, 'mark-received.status.connected');
    assert.equal(rig.status('mark-1'), undefined);
  });

  it('closes an event whatever attempt its message came from', async () => {
    const message = await fax();
    receive('mark-1', { ...message, event: { ...(message.event as object), attempt: 3, redelivered: true } });
    await eventually('the provider knows', () => simulator.received().length === 1);
  });
});
