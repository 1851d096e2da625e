import assert from 'node:assert/strict';
import type { Message } from '../../../nodes/runtime/node-red';
import { placesInUse } from '../../../nodes/runtime/store/store-node';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../support/eventually';
import {
  connectionNode,
  markNode,
  NodeRedRig,
  receiveNode,
  sinkNode,
  tab,
  type FlowNode,
} from '../../support/node-red';

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

  describe('where one of the stores cannot be asked', () => {
    const STRANGE = { event: { key: 'esendex:ab1:sms.received:1' } };
    const storeNode = (more: object = {}): FlowNode => ({
      ...{ id: 'store-1', type: 'pushline-store', database: 'faxes', user: 'faxes', secure: 'off', schema: 'pushline' },
      ...more,
    });
    const shared = connectionNode('line-2', { simulator: true, store: 'store-1' });
    const own = connectionNode('line-1', { baseUrl: 'http://127.0.0.1:9', d: true });
    const flow = (...config: FlowNode[]): FlowNode[] =>
      tab(
        markNode('mark-1', ['sink-2']),
        sinkNode('sink-2'),
        { id: 'catch-1', type: 'catch', scope: null, wires: [['sink-3']] },
        sinkNode('sink-3'),
        ...config,
      );

    for (const [what, config] of [
      ['has settings that cannot work', [shared, storeNode({ schema: 'pg_fax' })]],
      ['names a variable that is not set', [shared, storeNode({ host: '${PUSHLINE_SPEC_NOWHERE}' })]],
      ['is disabled', [shared, storeNode({ d: true })]],
      ['is disabled, as its connection is', [{ ...shared, d: true }, storeNode({ d: true })]],
      ['is missing', [shared]],
      ['is disabled, beside another that is asked', [shared, own, storeNode({ d: true })]],
      ['is disabled, and nothing names it any more', [own, storeNode({ d: true })]],
    ] as [string, FlowNode[]][]) {
      it(`says so, and never that there is no such event: its node ${what}`, async () => {
        await rig.deploy(flow(...config), 'full');
        receive('mark-1', STRANGE);
        const { code, message } = await caught();
        assert.deepEqual([code, message.includes('cannot be asked')], ['PUSHLINE_STORE', true], message);
        assert.equal(rig.messages('sink-2').length, 0);
        receive('mark-1', { event: {} });
        const [, second] = await rig.got('sink-3', 2);
        assert.equal((second as { error: { code?: string } }).error.code, 'PUSHLINE_NO_EVENT');
      });
    }

    it('finds one inside a subflow, whichever way its connection names it', async () => {
      const inside = [
        {
          id: 'sub',
          type: 'subflow',
          name: '',
          in: [],
          out: [],
          env: [{ name: 'STORE', type: 'str', value: 'store-1' }],
        },
        { ...storeNode(), z: 'sub' },
        { ...shared, z: 'sub', store: '${STORE}' },
        { ...shared, z: 'sub', id: 'line-3' },
      ];
      const use = (id: string, more: object = {}): FlowNode => ({ id, type: 'subflow:sub', wires: [], ...more });
      const inUse = async (...uses: FlowNode[]): Promise<unknown> => {
        await rig.deploy([...inside, ...flow(...uses)], 'full');
        const { places, isPartial } = placesInUse(rig.RED);
        return [places.map(({ kind }) => kind), isPartial];
      };
      assert.deepEqual(await inUse(use('use-1'), use('use-2')), [['database', 'database'], false]);
      assert.deepEqual(await inUse(use('use-1'), use('use-2', { d: true })), [['database'], true]);
      assert.deepEqual(await inUse(), [['folder'], false]);
    });

    it('closes what another of them has', async () => {
      const message = await fax();
      await rig.deploy(flow(own, shared, storeNode({ d: true })), 'full');
      receive('mark-1', message);
      await rig.got('sink-2', 1);
      assert.equal(rig.messages('sink-3').length, 0);
    });
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
