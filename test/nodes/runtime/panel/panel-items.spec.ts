import assert from 'node:assert/strict';
import type { Item } from '../../../../nodes/runtime/panel/item';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
import { eventually } from '../../../support/eventually';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab } from '../../../support/node-red';
import { faxSendNode } from '../../../support/sending-nodes';
import { readPng } from '../../../documents/support/read-png';

const NUMBER = '+15551230042';

describe('one item in the panel', () => {
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

  const load = async ({ apiKey = simulator.account.apiKey } = {}): Promise<void> => {
    const send = faxSendNode('send-1', [['sink-1'], ['sink-1']]);
    const line = connectionNode('line-1', { baseUrl: simulator.baseUrl, name: 'Main\nline' });
    await rig.load(tab(line, receiveNode('in-1', ['sink-1']), send, sinkNode('sink-1')), { 'line-1': { apiKey } });
  };
  const items = (path: string): string => `/fax-sms/connections/line-1/items${path}`;
  const ask = async (path: string) => rig.admin().get(items(path));
  const act = async (body: object) => (await rig.admin().post('/fax-sms/connections/line-1/actions').send(body)).body;
  const first = (list: string): Promise<Item> =>
    eventually(
      `something is ${list}`,
      async () => ((await ask(`?list=${list}`)).body as { items?: Item[] }).items?.[0],
    );
  const pathOf = ({ path }: Item): string => `/${path}`;
  const logged = (text: string): string[] =>
    rig.log
      .join('\n')
      .split('\n')
      .filter((line) => line.includes(text));

  it('a received fax: its people on demand, its first page as a picture, each noted in the log without content', async () => {
    await load();
    simulator.inject({ from: NUMBER, remoteId: '<b>Dr Miller</b>', pages: 2 });
    const fax = await first('open');
    const { body, status } = await ask(pathOf(fax));
    const { from, remoteId } = body as Record<string, string>;
    assert.deepEqual([status, from, remoteId], [200, NUMBER, '<b>Dr Miller</b>']);
    const png = await rig.admin().get(items(`${pathOf(fax)}/preview`));
    assert.equal(png.status, 200);
    assert.ok(readPng(png.body as Buffer).height <= 1_100);
    assert.equal(logged(`has looked at event ${fax.logId}`).length, 1);
    assert.equal(logged(`has looked at the first page of event ${fax.logId}`).length, 1);
    assert.doesNotMatch(rig.log.join('\n'), /5551230042|Miller/);
  });

  it('a job that waits for a login: shown, looked at, and cancelled once', async () => {
    await load({ apiKey: 'wrong' });
    const message = { to: NUMBER, payload: sampleFax(), reference: 'order 7' };
    (rig.node('send-1') as unknown as { receive(message: object): void }).receive(message);
    const job = await first('sending');
    assert.deepEqual(
      [job.type, job.reference, job.to4, job.actions, job.next?.what, job.hasDocument],
      ['job', 'order 7', '0042', ['cancel'], 'send', true],
    );
    assert.equal(((await ask(pathOf(job))).body as { to: string }).to, NUMBER);
    assert.equal((await rig.admin().get(items(`${pathOf(job)}/preview`))).status, 200);
    assert.deepEqual(await act({ action: 'cancel', jobId: job.id }), { done: true });
    assert.deepEqual(await act({ action: 'cancel', jobId: job.id }), { done: false });
    assert.equal(logged(`has chosen \\"cancel\\" for job ${job.id}`).length, 1);
    assert.deepEqual(((await ask('?list=sending')).body as { items: Item[]; total: number }).total, 0);
  });

  it('what is not there, is of another kind, or has gone, is answered in words', async () => {
    await load();
    simulator.inject({ from: NUMBER });
    const fax = await first('open');
    assert.deepEqual(await act({ action: 'complete', key: fax.id }), { done: true });
    const gone = ['/event/none', '/job/none', '/quarantined/none', '/letter/none', '/event/__proto__', pathOf(fax)];
    const odd = ['/event/%00', '/job/%2e%2e%2f', `/event/${'x'.repeat(4_000)}`, '/quarantined/%F0%9F%93%A0'];
    for (const path of [...gone, ...odd]) {
      assert.equal((await ask(path)).status, 404, path);
      assert.equal((await ask(`${path}/preview`)).status, 404, path);
    }
    for (const body of [
      { action: 'cancel', jobId: 'none' },
      { action: 'resend', jobId: '__proto__' },
      { action: 'offer', key: '\u0000' },
    ]) {
      assert.deepEqual(await act(body), { done: false });
    }
    assert.deepEqual(logged('has looked at').length, 0);
  });

  it('no personal data for users who may only read', async () => {
    await load();
    simulator.inject({ from: NUMBER });
    const fax = await first('open');
    rig.lacking.add('fax-sms.write');
    assert.equal((await ask(pathOf(fax))).status, 401);
    assert.equal((await ask(`${pathOf(fax)}/preview`)).status, 401);
    const call = await rig
      .admin()
      .post('/fax-sms/connections/line-1/actions')
      .send({ action: 'complete', key: fax.id });
    assert.equal(call.status, 401);
    const { body } = await rig.admin().get('/fax-sms/panel');
    assert.equal((body as { mayWrite: boolean }).mayWrite, false);
    const found = async (search: string) =>
      ((await ask(`?list=open&search=${search}`)).body as { items: [] }).items.length;
    assert.deepEqual([await found('0042'), await found('5551')], [1, 0]);
    rig.lacking.clear();
    assert.deepEqual([await found('0042'), await found('5551')], [1, 1]);
  });
});
