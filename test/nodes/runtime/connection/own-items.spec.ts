import assert from 'node:assert/strict';
import { deployed } from '../../../../nodes/runtime/connection/deployed';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import type { Sharing } from '../../../../src/store/sharing';
import { eventually } from '../../../support/eventually';
import { FakeInstances } from '../../../support/fake-instances';
import { newJob } from '../../../../src/outbox/new-job';
import { request } from '../../../outbox/jobs';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab, type FlowNode } from '../../../support/node-red';
import { faxSendNode } from '../../../support/sending-nodes';

describe('items of an account that is not known any more, because its login was mistyped', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;
  let key: string;

  const at = '/fax-sms/connections/line-1';
  const get = async (path: string) => rig.admin().get(`${at}${path}`);
  const act = async (body: object) => rig.admin().post(`${at}/actions`).send(body);
  const nodes = (): FlowNode[] => {
    const line = connectionNode('line-1', { baseUrl: simulator.baseUrl });
    const send = faxSendNode('send-1', [['sink-1'], ['sink-1']]);
    return tab(line, receiveNode('in-1', ['sink-1']), send, sinkNode('sink-1'));
  };
  const deploy = (apiKey: string): Promise<void> => rig.deploy(nodes(), 'full', { 'line-1': { apiKey } });

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator();
    rig = await NodeRedRig.start();
    await rig.load(nodes(), { 'line-1': { apiKey: simulator.account.apiKey } });
    simulator.inject();
    const [message] = await rig.got('sink-1', 1);
    key = (message?.event as { key: string }).key;
    await deploy('mistyped');
    await rig.reached('in-1', 'error');
  });
  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  it('are never reported as missing, nor an action on them as done by another instance', async () => {
    const answers = [
      ...['offered', 'redeliver', 'dead'].map((state) => get(`/events?state=${state}`)),
      ...['sending', 'accepted', 'unknown', 'finished'].map((state) => get(`/jobs?state=${state}`)),
      ...['open', 'waiting', 'dead', 'unknown', 'skipped', 'quarantined'].map((list) => get(`/items?list=${list}`)),
      get(`/items/event/${encodeURIComponent(key)}`),
      get(`/items/event/${encodeURIComponent(key)}/preview`),
      get(`/items/quarantined/${'a'.repeat(64)}`),
      get('/quarantine'),
      get(`/quarantine/${'a'.repeat(64)}`),
      ...['offer', 'complete', 'drop'].map((action) => act({ action, key })),
    ];
    for (const { status, body } of await Promise.all(answers)) {
      assert.deepEqual([status, (body as { code: string }).code], [503, 'PUSHLINE_PROVIDER']);
    }
    const { connections } = (await rig.admin().get('/fax-sms/panel')).body as { connections: { counts: object }[] };
    assert.deepEqual(connections[0]?.counts, { sending: 0 });
  });

  it('and no instance that has the account is reported as missing', async () => {
    const { store, clock } = deployed.get('line-1')?.home ?? assert.fail();
    (store as { sharing: Sharing }).sharing = new FakeInstances(clock()).join('a');
    const { connections } = (await rig.admin().get('/fax-sms/panel')).body as { connections: object[] };
    assert.deepEqual([connections.length, connections.filter((one) => 'isShared' in one)], [1, []]);
  });

  it('are there as they were once the account is known, with what was taken meanwhile', async () => {
    const message = { to: '+15551230042', payload: sampleFax() };
    (rig.node('send-1') as unknown as { receive(message: object): void }).receive(message);
    const job = await eventually('what is kept is shown', async () => {
      return ((await get('/jobs?state=queued')).body as { id: string }[])[0];
    });
    assert.equal(((await get('/items?list=sending')).body as { total: number }).total, 1);
    assert.deepEqual((await act({ action: 'cancel', jobId: job.id })).body, { done: true });
    await deploy(simulator.account.apiKey);
    await rig.got('sink-1', 2);
    assert.deepEqual((await act({ action: 'complete', key })).body, { done: true });
  });
});

describe('items of an account that another connection serves', () => {
  it('are said to be out of reach, and not that their account will be known', async () => {
    const simulator = await startEtherFaxSimulator();
    const rig = await NodeRedRig.start();
    try {
      const lines = ['line-1', 'line-2'].map((id) => connectionNode(id, { baseUrl: simulator.baseUrl }));
      const send = faxSendNode('send-1', [['sink-1'], ['sink-1']]);
      const other = receiveNode('in-2', ['sink-1'], { connection: 'line-2' });
      const { apiKey } = simulator.account;
      await rig.load(tab(...lines, send, other, sinkNode('sink-1')), { 'line-1': { apiKey }, 'line-2': { apiKey } });
      const [served, shutOut] = await eventually('one is shut out', () => {
        const served = deployed.all().find(({ connection }) => connection.scope !== undefined);
        const shutOut = deployed.all().find(({ connection }) => connection.state.state === 'error');
        return served && shutOut && [served.settings.id, shutOut.settings.id];
      });
      const { home, connection } = deployed.get(served ?? '') ?? assert.fail();
      const scope = connection.knownScope();
      const job = newJob(request(), { scope, connection: served ?? '', clock: home.clock() });
      await home.store.jobs.submit(job);
      const asked = await rig.admin().get(`/fax-sms/connections/${shutOut}/items/job/${job.id}`);
      assert.deepEqual([asked.status, (asked.body as { code: string }).code], [503, 'PUSHLINE_CONFIG']);
    } finally {
      await rig.stop();
      await simulator.close();
    }
  });
});
