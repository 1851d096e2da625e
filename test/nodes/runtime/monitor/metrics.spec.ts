import assert from 'node:assert/strict';
import { METRICS } from '../../../../nodes/runtime/monitor/metric-definitions';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
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
import { readMetrics, type Family } from '../../../support/prometheus-text';
import { shareStore } from '../../../support/share-store';
import { faxSendNode } from '../../../support/sending-nodes';

const OPEN = 'application/openmetrics-text; version=1.0.0,text/plain;q=0.5';

describe('the metrics of a Node-RED', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({ stepMs: 5, account: { account: 'efax-1' } });
    rig = await NodeRedRig.start({ pushline: { timeScale: 100 } });
  });
  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const flow = (name = 'Front "desk" \\ 1'): FlowNode[] =>
    tab(
      receiveNode('in-1', ['mark-1']),
      markNode('mark-1', ['sink-1']),
      faxSendNode('send', [['accepted'], ['finished']]),
      ...['sink-1', 'accepted', 'finished'].map(sinkNode),
      connectionNode('line-1', { name, baseUrl: simulator.baseUrl }),
    );
  const login = () => ({ 'line-1': { apiKey: simulator.account.apiKey } });
  async function read(accept = ''): Promise<Map<string, Family>> {
    const { text } = await rig.admin().get('/fax-sms/metrics').set('accept', accept);
    return readMetrics(text, { isOpen: accept === OPEN });
  }
  async function valueOf(
    name: string,
    labels: Record<string, string> = {},
    line = 'Front "desk" \\ 1',
  ): Promise<number | undefined> {
    const wanted = { connection: line, ...labels };
    const samples = (await read()).get(name)?.samples ?? [];
    return samples.find((sample) => Object.entries(wanted).every(([label, value]) => sample.labels[label] === value))
      ?.value;
  }
  const reaches = (name: string, labels: Record<string, string>, value: number): Promise<unknown> =>
    eventually(`${name} is ${value}`, async () => (await valueOf(name, labels)) === value);
  const send = (to: string): void =>
    (rig.node('send') as unknown as { receive(message: object): void }).receive({ to, payload: sampleFax() });

  it('are written as Prometheus reads them, and as OpenMetrics where that is asked for', async () => {
    await rig.load(flow(), login());
    await rig.reached('in-1', 'polling');
    const plain = await read();
    const open = await read(OPEN);
    for (const { name, type, help } of METRICS) {
      assert.deepEqual([plain.get(name)?.type, plain.get(name)?.help], [type, help]);
      assert.equal(open.get(type === 'counter' ? name.replace(/_total$/, '') : name)?.type, type);
      assert.ok((type === 'counter') === name.endsWith('_total'), name);
    }
    assert.equal(plain.get('pushline_accept_duration_seconds')?.type, 'histogram');
    for (const { samples } of plain.values()) {
      for (const { labels } of samples) assert.doesNotMatch(JSON.stringify(labels), /http|\+1555|efax/);
    }
  });

  it('count what comes in, how long it took, and what is open of it', async () => {
    await rig.load(flow(), login());
    await rig.reached('in-1', 'polling');
    assert.equal(await valueOf('pushline_received_total', { kind: 'fax', provider: 'etherfax' }), 0, 'from the start');
    simulator.inject();
    simulator.inject();
    await reaches('pushline_done_total', { kind: 'fax' }, 2);
    assert.equal(await valueOf('pushline_received_total', { kind: 'fax' }), 2);
    assert.equal(await valueOf('pushline_received_total', { kind: 'sms' }), 0);
    const { samples } = (await read()).get('pushline_accept_duration_seconds') ?? assert.fail();
    const buckets = samples.filter(({ name }) => name.endsWith('_bucket')).map(({ value }) => value);
    assert.deepEqual(
      buckets,
      [...buckets].sort((a, b) => a - b),
    );
    assert.equal(buckets.at(-1), 2);
    assert.equal(samples.find(({ name }) => name.endsWith('_count'))?.value, 2);
    assert.ok((samples.find(({ name }) => name.endsWith('_sum'))?.value ?? 0) > 0);
    assert.ok((await valueOf('pushline_document_bytes_total')) ?? 0 > 0);
    assert.equal(await valueOf('pushline_items', { state: 'in_flow' }), 0);
    assert.equal(await valueOf('pushline_oldest_open_age_seconds', { direction: 'in' }), 0);
  });

  it('count what is sent, by how it ended, and each call that was made once more', async () => {
    await rig.load(flow(), login());
    await rig.reached('in-1', 'polling');
    send('+15005550001');
    send('+15005550008');
    send('+15005550004');
    await reaches('pushline_sent_total', { kind: 'fax' }, 2);
    await reaches('pushline_failed_total', { kind: 'fax' }, 1);
    assert.equal(await valueOf('pushline_queued_total', { kind: 'fax' }), 3);
    assert.equal(await valueOf('pushline_retries_total', { of: 'call' }), 1);
    assert.equal(await valueOf('pushline_items', { state: 'queued' }), 0);
    const contact = (await valueOf('pushline_last_contact_timestamp_seconds', { way: 'send' })) ?? 0;
    assert.ok(Math.abs(contact - Date.now() / 1_000) < 60);
  });

  it('show the state of a connection, and go on counting across redeploys, also under a new name', async () => {
    await rig.load(flow(), login());
    await rig.reached('in-1', 'polling');
    simulator.inject();
    await reaches('pushline_done_total', { kind: 'fax' }, 1);
    assert.equal(await valueOf('pushline_connection_up'), 1);
    simulator.faults.set({ status: 503 });
    await reaches('pushline_connection_up', {}, 0);
    assert.equal(await valueOf('pushline_connection_state', { state: 'error' }), 1);
    assert.equal(await valueOf('pushline_connection_state', { state: 'polling' }), 0);
    await rig.deploy(flow('Back office'), 'full', login());
    assert.equal(await valueOf('pushline_done_total', { kind: 'fax' }, 'Back office'), 1);
  });

  it('say who has the account, and how the others stand, where the store is shared', async () => {
    await rig.load(flow(), login());
    await rig.reached('in-1', 'polling');
    assert.deepEqual(
      [await valueOf('pushline_holder'), await valueOf('pushline_instances', { state: 'alive' })],
      [1, undefined],
      'alone',
    );
    const { instances, own } = shareStore('line-1');
    instances.join('node-red-2').seek('etherfax:efax-1', () => undefined);
    assert.equal(await valueOf('pushline_holder'), 1);
    assert.equal(await valueOf('pushline_instances', { state: 'alive' }), 2);
    assert.equal(await valueOf('pushline_instances', { state: 'gone' }), 0);
    assert.ok(((await valueOf('pushline_other_heard_age_seconds', { other: 'node-red-2' })) ?? NaN) < 60);
    own.die();
    assert.equal(await valueOf('pushline_holder'), 0);
    assert.equal(await valueOf('pushline_instances', { state: 'alive' }), undefined, 'it is cut off itself');
  });

  it('tell connections apart that have one name, or none', async () => {
    const line = (id: string, name: string): FlowNode => connectionNode(id, { name, simulator: true });
    await rig.load([...tab(), line('a', 'Same'), line('b', 'Same'), line('c', ''), line('d', 'Own')]);
    const { samples } = (await read()).get('pushline_connection_up') ?? assert.fail();
    assert.deepEqual(
      samples.map(({ labels }) => labels.connection),
      ['Same (a)', 'Same (b)', 'c', 'Own'],
    );
  });
});
