import assert from 'node:assert/strict';
import type { FaxStatus } from '../../../src/domain/fax';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { connectionNode, NodeRedRig, sinkNode, tab } from '../../support/node-red';
import { faxSendNode } from '../../support/sending-nodes';

describe('fax-status-in', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({ stepMs: 5 });
    rig = await NodeRedRig.start({ pushline: { timeScale: 100 } });
    const statusNode = (id: string, more: object): { id: string; type: string } => ({
      ...{
        id,
        type: 'fax-status-in',
        connection: 'line-1',
        direction: 'both',
        finalOnly: false,
        wires: [[`${id}-sink`]],
      },
      ...more,
    });
    await rig.load(
      tab(
        faxSendNode('send', [[], ['finished']]),
        sinkNode('finished'),
        statusNode('all', {}),
        statusNode('final', { finalOnly: true }),
        statusNode('in', { direction: 'in' }),
        ...['all-sink', 'final-sink', 'in-sink'].map(sinkNode),
        connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl }),
      ),
      { 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } },
    );
    await rig.reached('send', 'connected');
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const states = (sink: string): string[] => rig.messages(sink).map(({ payload }) => (payload as FaxStatus).state);
  const send = (to: string): void =>
    (rig.node('send') as unknown as { receive(message: object): void }).receive({
      to,
      payload: sampleFax({ pages: 3 }),
    });

  it('tells every step of a fax that is sent, forward only, under the id of its job', async () => {
    send('+15005550007');
    const [end] = await rig.got('finished', 1);
    await rig.got('final-sink', 1);
    const id = (end?.payload as FaxStatus).id;
    const all = rig.messages('all-sink');
    assert(all.every(({ topic, payload }) => topic === id && (payload as FaxStatus).id === id));
    assert.deepEqual(states('all-sink').slice(0, 2), ['queued', 'accepted']);
    assert.equal(states('all-sink').at(-1), 'succeeded');
    assert(states('all-sink').includes('transferring'));
    const pages = all.map(({ payload }) => (payload as FaxStatus).pages ?? 0);
    assert.deepEqual(
      pages,
      [...pages].sort((a, b) => a - b),
    );
    assert.deepEqual(states('final-sink'), ['succeeded']);
    assert.deepEqual(states('in-sink'), []);
    const event = all[0]?.event as { kind: string; key: string };
    assert.equal(event.kind, 'fax.status');
    assert.equal(new Set(all.map((message) => (message.event as { key: string }).key)).size, all.length);
  });

  it('tells each call of a fax that is redialled', async () => {
    send('+15005550004');
    await rig.got('final-sink', 1);
    const waiting = rig
      .messages('all-sink')
      .map(({ payload }) => payload as FaxStatus)
      .find(({ state, cause }) => state === 'queued' && cause !== 'none');
    assert.deepEqual([waiting?.cause, waiting?.final, waiting?.retryable], ['busy', false, true]);
    assert.match(waiting?.nextAttemptAt ?? '', /Z$/);
    assert.deepEqual(states('final-sink'), ['succeeded']);
  });

  it('tells of a fax that another program sends', async () => {
    const JobId = 'fc00fc44-9f52-4319-82c3-a4c4ec490f0c';
    simulator.pushEvent('FaxStatus', { JobId, FaxResult: 0, State: 0, PagesDelivered: 1, Tag: 'theirs' });
    const [message] = await rig.got('final-sink', 1);
    assert.deepEqual([message?.topic, (message?.payload as FaxStatus).state], [JobId, 'succeeded']);
    assert.equal(rig.messages('finished').length, 0);
  });
});
