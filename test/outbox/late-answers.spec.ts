import assert from 'node:assert/strict';
import { ProviderUnavailableError } from '../../src/domain/errors';
import type { Job, Order } from '../../src/domain/job';
import type { SendResult } from '../../src/providers/provider';
import { eventually } from '../support/eventually';
import { request, smsOrder } from './jobs';
import { Instances, type Instance } from './instances';
import { ScriptedSender } from './rig';

const TAKEN: SendResult = { outcome: 'accepted', providerId: 'S-1' };
const REFUSED: SendResult = { outcome: 'refused', verdict: { cause: 'bad-options', retryable: false } };

describe('an answer that reaches a process which others considered dead', () => {
  let sms: ScriptedSender<Extract<Order, { kind: 'sms' }>>;
  let instances: Instances;
  let stopped: Instance;
  let other: Instance;
  let jobId: string;

  /** Its request is on its way when it is stopped; the other one has taken over and knows nothing of it. */
  beforeEach(async () => {
    sms = new ScriptedSender();
    instances = new Instances({ sms });
    stopped = instances.join('a');
    other = instances.join('b');
    ({ jobId } = await stopped.outbox.submit(request({ order: smsOrder() })));
    await sms.called(1);
    stopped.stop();
    await instances.reaches(jobId, 'unknown');
  });
  afterEach(() => instances.close());

  async function goesOnWith(result: SendResult): Promise<Job> {
    sms.answer(result);
    await instances.rests();
    stopped.goOn();
    await instances.rests();
    return instances.job(jobId);
  }
  const again = (): Promise<unknown> => instances.passUntil('it is sent again', () => sms.calls.length === 2);

  it('is written down: it was accepted', async () => {
    const { state, providerId } = await goesOnWith(TAKEN);
    assert.deepEqual([state, providerId, sms.calls.length], ['accepted', 'S-1', 1]);
    assert.equal(stopped.node.accepts.length, 1);
  });

  it('is written down: it was refused', async () => {
    const { state, status } = await goesOnWith(REFUSED);
    assert.deepEqual([state, status.state, status.final], ['finished', 'rejected', true]);
  });

  it('is recorded: the job was certainly not taken, so the holder of the account sends it again', async () => {
    await goesOnWith({ outcome: 'not-now', reason: 'busy' });
    await again();
    sms.answer(TAKEN);
    const { calls } = await instances.reaches(jobId, 'accepted');
    assert.deepEqual([calls, sms.calls.length], [2, 2]);
  });

  it('tells nothing: it stays unknown, and is searched for again', async () => {
    sms.evidence = { outcome: 'not-found' };
    const { state, sender } = await goesOnWith({ outcome: 'unknown' });
    assert.deepEqual([state, sender], ['unknown', undefined]);
    sms.always = TAKEN;
    await again();
  });

  it('is waited for while its process goes on: what is not found meanwhile may still arrive', async () => {
    sms.evidence = { outcome: 'not-found' };
    stopped.goOn();
    await instances.passUntil('it was searched for often', () => sms.searches > 5);
    assert.equal((await instances.job(jobId)).state, 'unknown');
    sms.answer(TAKEN);
    await instances.reaches(jobId, 'accepted');
    assert.equal(sms.calls.length, 1);
  });

  it('stops what was to be sent again, because it was not found', async () => {
    sms.evidence = { outcome: 'not-found' };
    other.standing.pollFailed(new ProviderUnavailableError('down'));
    await instances.passUntil('it is to be sent again', async () => (await instances.job(jobId)).state === 'queued');
    const { state } = await goesOnWith(TAKEN);
    assert.deepEqual([state, sms.calls.length], ['accepted', 1]);
  });

  it('stops what the user wanted to be sent again, but not what has been sent again by then', async () => {
    await other.outbox.decide(jobId, 'resend');
    await again();
    const { state, calls } = await goesOnWith(TAKEN);
    assert.deepEqual([state, calls], ['sending', 2]);
    sms.answer({ outcome: 'accepted', providerId: 'S-2' });
    assert.equal((await instances.reaches(jobId, 'accepted')).providerId, 'S-2');
  });

  it('comes first, where the user wants it sent again while it is waited for', async () => {
    await stopped.holding.release();
    stopped.goOn();
    await other.outbox.decide(jobId, 'resend');
    await instances.rests();
    assert.deepEqual([(await instances.job(jobId)).state, sms.calls.length], ['queued', 1]);
    sms.answer(REFUSED);
    await again();
  });

  for (const [decision, state] of [
    ['drop', 'cancelled'],
    ['sent', 'delivered'],
  ] as const) {
    it(`changes nothing once the user has decided: ${decision}`, async () => {
      await other.outbox.decide(jobId, decision);
      assert.equal((await goesOnWith(REFUSED)).status.state, state);
    });
  }

  it('changes nothing once it was found', async () => {
    sms.evidence = { outcome: 'found', providerId: 'S-9' };
    await instances.passUntil('it is found', async () => (await instances.job(jobId)).state === 'accepted');
    const { state, providerId } = await goesOnWith({ outcome: 'not-now', reason: 'down' });
    assert.deepEqual([state, providerId], ['accepted', 'S-9']);
  });
});

describe('a process that is stopped while it writes down that a request leaves', () => {
  it('does not make the request, and the job is sent by the other', async () => {
    const sms = new ScriptedSender<Extract<Order, { kind: 'sms' }>>();
    const instances = new Instances({ sms });
    const first = instances.join('a');
    instances.join('b');
    const { change } = instances.store.jobs;
    instances.store.jobs.change = async (...args) => {
      const isDone = await change(...args);
      if (args[1].state === 'sending' && first.process.isRunning) first.stop();
      return isDone;
    };
    const { jobId } = await first.outbox.submit(request({ order: smsOrder() }));
    await instances.reaches(jobId, 'unknown');
    assert.equal(sms.calls.length, 0);
    instances.store.jobs.change = change;
    sms.always = TAKEN;
    first.goOn();
    await eventually('it is sent', () => sms.calls.length === 1);
    await instances.reaches(jobId, 'accepted');
    assert.equal((await instances.job(jobId)).calls, 2);
    await instances.close();
  });
});
