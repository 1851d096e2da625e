import assert from 'node:assert/strict';
import { deployed } from '../../../../nodes/runtime/connection/deployed';
import { cameIn } from '../../../../nodes/runtime/test-send/awaited-test';
import type { TestView } from '../../../../nodes/runtime/test-send/test-steps';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../../support/eventually';
import { shareStore } from '../../../support/share-store';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab, type FlowNode } from '../../../support/node-red';

describe('POST …/test-send', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;
  const OWN = '+15550100001';

  const flow = (): FlowNode[] =>
    tab(
      receiveNode('in-1', ['sink-1']),
      sinkNode('sink-1'),
      connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl }),
    );
  const login = () => ({ 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } });

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({ stepMs: 20 });
    rig = await NodeRedRig.start();
    await rig.load(flow(), login());
    await rig.reached('in-1', 'connected');
  });
  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  type Answer = TestView & { ok: boolean; status: number; code?: string; message?: string };

  async function post(body: object, id = 'line-1'): Promise<Answer> {
    const { status, body: answer } = await rig.admin().post(`/fax-sms/connections/${id}/test-send`).send(body);
    return { ...(answer as Answer), status };
  }
  const send = (more: object = {}) => post({ kind: 'fax', to: OWN, consent: 'consent-0001', ...more });
  const until = (job: string, what: string, is: (view: Answer) => boolean) =>
    eventually(what, async () => {
      const view = await post({ job });
      return is(view) && view;
    });

  it('goes the whole way, each step with its time', async () => {
    const { job, steps } = await send();
    assert.match(steps.taken, /^\d{4}-.*Z$/);
    const done = await until(job, 'the fax has ended', (view) => view.done);
    assert.equal(done.state, 'succeeded');
    assert.ok(done.steps.accepted !== undefined && done.steps.ended !== undefined);
    assert.ok(done.steps.taken <= done.steps.ended);
    assert.equal(done.steps.received, undefined);
    simulator.inject({ to: OWN, pages: 1 });
    const back = await until(job, 'it came back', (view) => view.steps.received !== undefined);
    assert.equal(back.steps.compared, 'same');
  });

  it('says where other pages came back than were sent', async () => {
    const { job } = await send();
    simulator.inject({ to: '+15550100002', pages: 1 });
    simulator.inject({ to: OWN, pages: 3 });
    const back = await until(job, 'it came back', (view) => view.steps.received !== undefined);
    assert.equal(back.steps.compared, 'other');
  });

  it('came back also where another instance of the store has received it', async () => {
    shareStore('line-1');
    const { job } = await send();
    const entry = deployed.get('line-1') ?? assert.fail();
    // What that one does when it comes in there.
    const at = new Date().toISOString();
    await cameIn(entry, { kind: 'fax', to4: '0002' }, { at, pages: 1 });
    assert.equal((await post({ job })).steps.received, undefined, 'to another number');
    await eventually('it is looked at again', async () => {
      await cameIn(entry, { kind: 'fax', to4: '0001' }, { at, pages: 3 });
      return (await post({ job })).steps.received === at;
    });
    assert.equal((await post({ job })).steps.compared, 'other');
  });

  it('sends once for each consent, however often it is asked for', async () => {
    const [one, other] = await Promise.all([send(), send()]);
    assert.equal(one.job, other.job);
    await until(one.job, 'the fax has ended', (view) => view.done);
    assert.equal((await send()).job, one.job);
    assert.equal(simulator.jobs().length, 1);
    const second = await send({ consent: 'consent-0002' });
    assert.notEqual(second.job, one.job);
  });

  it('is known after a deploy, and tells how it failed', async () => {
    const { job } = await send({ to: '+15550100002' });
    await until(job, 'the fax has ended', (view) => view.done);
    await rig.deploy([], 'full');
    await rig.deploy(flow(), 'full', login());
    await rig.reached('in-1', 'connected');
    const { state, cause, done } = await post({ job });
    assert.deepEqual([state, cause, done], ['failed', 'busy', true]);
    assert.equal((await post({ last: true })).job, job);
  });

  for (const [what, body, status] of [
    ['without consent', { consent: undefined }, 400],
    ['with a consent that is no name', { consent: 'yes' }, 400],
    ['to nobody', { to: ' ' }, 400],
    ['of another kind', { kind: 'letter' }, 400],
  ] as const) {
    it(`sends nothing ${what}`, async () => {
      assert.equal((await send(body)).status, status);
      assert.equal(simulator.jobs().length, 0);
    });
  }

  for (const [what, body] of [
    ['to several numbers', { to: `${OWN}, +15550100002` }],
    ['to what is no number', { to: 'C4n4ry' }],
    ['by SMS, which this provider has not', { kind: 'sms' }],
  ] as const) {
    it(`refuses in words what cannot be sent: ${what}`, async () => {
      const { ok, message = '' } = await send(body);
      assert.equal(ok, false);
      assert.ok(message !== '' && !message.includes('C4n4ry'), message);
      assert.equal(simulator.jobs().length, 0);
    });
  }

  it('tells nothing of jobs that are no tests, or not there', async () => {
    assert.equal((await post({ job: 'no-such-job' })).status, 404);
    assert.equal((await post({ job: 'x' }, 'no-such-line')).status, 404);
  });

  it('has no last one before the first', async () => {
    const { ok, job } = await post({ last: true });
    assert.deepEqual([ok, job], [true, undefined]);
  });

  it('asks for the right to write', async () => {
    rig.lacking.add('fax-sms.write');
    assert.equal((await send()).status, 401);
  });
});
