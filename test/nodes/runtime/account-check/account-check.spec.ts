import assert from 'node:assert/strict';
import type { CheckView } from '../../../../nodes/runtime/account-check/account-check-run';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../../support/eventually';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab, type FlowNode } from '../../../support/node-red';
import { answerJson, startScriptedServer, type ScriptedServer } from '../../../support/scripted-server';

describe('POST /fax-sms/check', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator();
    rig = await NodeRedRig.start();
    const line = connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl });
    const flow: FlowNode[] = tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), line);
    await rig.load(flow, { 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } });
    await rig.reached('in-1', 'connected');
  });
  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  type Answer = CheckView & { status: number; ok: boolean; code?: string; message?: string };

  async function post(body: object): Promise<Answer> {
    const { status, body: answer } = await rig.admin().post('/fax-sms/check').send(body);
    return { ...(answer as Answer), status };
  }

  const form = (more: object = {}) => ({
    ...{ id: 'line-1', provider: 'etherfax', baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl },
    ...more,
  });

  const whole = (check: string) =>
    eventually('the check is done', async () => {
      const answer = await post({ check });
      return answer.done && answer;
    });

  const verdict = ({ assumptions }: Answer, id: string) => assumptions.find((one) => one.id === id)?.verdict;

  it('checks what is deployed, with what is stored, and writes a report without any of it', async () => {
    simulator.inject({ from: '+15550100099' });
    await rig.got('sink-1', 1);
    const begun = await post(form());
    assert.deepEqual([begun.ok, begun.done, begun.status], [true, false, 200]);
    const done = await whole(begun.check);
    assert.deepEqual(
      done.assumptions.filter((one) => one.verdict === 'differs').map(({ id }) => id),
      [],
    );
    assert.deepEqual(
      [verdict(done, 'EF-30'), verdict(done, 'PS-01'), verdict(done, 'PS-02')],
      ['holds', 'holds', 'holds'],
    );
    assert.equal(simulator.received().length, 0, 'the check has marked nothing');
    const { report = '' } = done;
    assert.match(report, /### Account check: etherFAX/);
    assert.match(report, /Not checked:/);
    for (const secret of [simulator.account.apiKey, simulator.account.account, simulator.pushToken, '15550100099']) {
      assert.ok(!report.includes(secret), report);
    }
  });

  it('checks a dialog that was never deployed, its own push socket included', async () => {
    simulator.inject({});
    const own = { id: 'new-1', apiKey: simulator.account.apiKey, pushToken: simulator.pushToken };
    const done = await whole((await post(form(own))).check);
    assert.equal(verdict(done, 'EF-17'), 'holds');
    assert.equal(verdict(done, 'PS-02'), 'holds');
    const refused = await whole((await post(form({ ...own, pushToken: 'wrong' }))).check);
    assert.equal(verdict(refused, 'PS-01'), 'differs');
  });

  it('gives a stored push token to no other address than the deployed one', async () => {
    simulator.inject({});
    const own = await startScriptedServer((_, response) => answerJson(response, {}));
    try {
      const pushUrl = own.origin.replace('http', 'ws');
      await whole((await post(form({ pushUrl }))).check);
      assert.equal(own.requests.length, 1);
      assert.equal(own.requests[0]?.headers.authorization, undefined);
    } finally {
      await own.close();
    }
  });

  for (const provider of ['etherfax', 'esendex', 'aculab']) {
    it(`checks the simulator of ${provider}, once it runs`, async () => {
      assert.equal((await post({ id: 'line-2', simulator: true })).code, 'PUSHLINE_CONFIG');
      const [tabNode, ...rest] = tab(
        { id: 'out-2', type: provider === 'esendex' ? 'sms-send' : 'fax-send', connection: 'line-2', wires: [[], []] },
        connectionNode('line-2', { provider, simulator: true }),
      );
      assert(tabNode);
      await rig.deploy([tabNode, ...rest], 'full');
      await rig.reached('out-2', provider === 'etherfax' ? 'connected' : 'polling');
      const done = await whole((await post({ id: 'line-2', provider, simulator: true })).check);
      const differing = done.assumptions.filter((one) => one.verdict === 'differs');
      assert.deepEqual(differing, []);
      assert.ok(done.assumptions.some((one) => one.verdict === 'holds'));
      assert.match(done.report ?? '', /\(simulator\)/);
    });
  }

  it('says what is missing, before anything is asked', async () => {
    const { ok, code } = await post({ id: 'new-1', provider: 'etherfax' });
    assert.deepEqual([ok, code], [false, 'PUSHLINE_CONFIG']);
  });

  it('allows one check of a connection at a time, and ends when its client disconnects', async () => {
    const first = await post(form());
    assert.equal((await post(form())).status, 409);
    await post({ check: first.check, end: true });
    const { stopped } = await whole(first.check);
    assert.equal(stopped, 'cancelled');
    assert.equal((await post(form())).status, 200);
  });

  it('accepts JSON only, and only with the permission to write', async () => {
    const { status } = await rig.admin().post('/fax-sms/check').set('content-type', 'text/plain').send('{}');
    assert.equal(status, 415);
    rig.lacking.add('fax-sms.write');
    assert.equal((await post(form())).status, 401);
  });

  it('does not know a check that is long over', async () => {
    assert.equal((await post({ check: 'no-such' })).status, 404);
  });

  describe('respects the provider', () => {
    let server: ScriptedServer;
    const elsewhere = (more: object = {}) => ({
      ...{ id: 'new-1', provider: 'etherfax', baseUrl: server.origin, apiKey: 'c4n4ry' },
      ...more,
    });
    beforeEach(async () => {
      server = await startScriptedServer((_, response) => answerJson(response, {}, 403));
    });
    afterEach(() => server.close());

    it('does not try a refused login again within a minute, but another one at once', async () => {
      await whole((await post(elsewhere())).check);
      assert.equal(server.requests.length, 1);
      assert.equal((await post(elsewhere())).status, 429);
      assert.equal(server.requests.length, 1);
      assert.equal((await post(elsewhere({ apiKey: 'other' }))).status, 200);
    });

    it('leaves a provider alone that has asked for it', async () => {
      server.script = (_, response) => response.writeHead(429, { 'retry-after': '600' }).end();
      await whole((await post(elsewhere())).check);
      const { status, message } = await post(elsewhere());
      assert.equal(status, 429);
      assert.match(message ?? '', /in \d+ s/);
    });
  });
});
