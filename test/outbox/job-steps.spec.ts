import assert from 'node:assert/strict';
import * as steps from '../../src/outbox/job-steps';
import type { Job } from '../../src/domain/job';
import { fax, faxStatus, faxTold, job, sms, smsOrder, smsTold } from './jobs';

const closing = { endedAt: 9_000, keepUntil: 99_000, documentUntil: 50_000, document: undefined };
const begun = (of: Job = job()): Job => steps.begin(of, { now: 1_000, overdueAt: 2_000, sender: 'p-1' }).job;
const taken = (of: Job = job()): Job => steps.accepted(begun(of), { providerId: 'P-1', now: 1_500, dueAt: 6_500 }).job;

describe('what becomes of a job', () => {
  it('counts the call and the attempt before the request goes out', () => {
    const { state, calls, attempt, callAt, dueAt } = begun();
    assert.deepEqual(
      { state, calls, attempt, callAt, dueAt },
      { ...{ state: 'sending', calls: 1, attempt: 1 }, callAt: 1_000, dueAt: 2_000 },
    );
  });

  it('gives the attempt back, but not the call, when it was certainly not taken', () => {
    const { job: back, isNews } = steps.notTaken(begun());
    assert.deepEqual([back.state, back.calls, back.attempt, isNews], ['queued', 1, 0, false]);
    assert.equal(back.dueAt, back.submittedAt);
    assert.equal(back.callAt, undefined);
  });

  it('tells that the provider has it, with its id', () => {
    const { job: has, isNews } = steps.accepted(begun(), { providerId: 'P-1', now: 1_500, dueAt: 6_500 });
    assert.deepEqual(
      [has.state, has.providerId, has.status.state, has.status.providerId, isNews],
      ['accepted', 'P-1', 'accepted', 'P-1', true],
    );
  });

  it('is unknown and not final when the outcome is open, and says so once', () => {
    const first = steps.unclear(begun(), 7_000);
    assert.deepEqual([first.job.status.state, first.job.status.final, first.isNews], ['unknown', false, true]);
    assert.equal(steps.unclear(first.job, 8_000).isNews, false);
  });

  it('waits for the next call with cause, time and the attempt that ended', () => {
    const ended = faxTold({ state: 'failed', final: true, cause: 'busy', retryable: true, success: false, pages: 0 });
    const { job: waiting } = steps.redial(fax(taken()), ended, {
      endedAt: 5_000,
      dueAt: 60_000,
      nextAttemptAt: 60_000,
    });
    const status = faxStatus(waiting);
    assert.deepEqual([waiting.state, status.state, status.final, status.cause], ['queued', 'queued', false, 'busy']);
    assert.equal(status.nextAttemptAt, new Date(60_000).toISOString());
    assert.deepEqual(status.history, [{ at: new Date(5_000).toISOString(), cause: 'busy', pages: 0 }]);
    assert.equal(waiting.providerId, undefined);
    assert.equal('success' in status, false);
    assert.deepEqual(waiting.redials, { busy: 1 });
  });

  it('keeps the attempts of before in the final status', () => {
    const ended = faxTold({ state: 'failed', final: true, cause: 'busy', retryable: true });
    const again = taken(
      steps.redial(fax(taken()), ended, { endedAt: 5_000, dueAt: 60_000, nextAttemptAt: 60_000 }).job,
    );
    const { job: done } = steps.finishFax(
      fax(again),
      faxTold({ state: 'succeeded', cause: 'normal', pages: 2 }),
      closing,
    );
    const status = faxStatus(done);
    assert.deepEqual([status.state, status.success, status.attempt], ['succeeded', true, 2]);
    assert.deepEqual(
      status.history?.map(({ cause }) => cause),
      ['busy', 'normal'],
    );
  });

  it('moves only forward', () => {
    const at = { now: 2_000, dueAt: 7_000 };
    const page2 = steps.faxProgress(fax(taken()), faxTold({ state: 'transferring', pages: 2 }), at);
    assert(page2.isNews);
    for (const behind of [
      faxTold({ state: 'dialing' }),
      faxTold({ state: 'transferring', pages: 1 }),
      faxTold({ state: 'transferring', pages: 2 }),
    ]) {
      const step = steps.faxProgress(fax(page2.job), behind, at);
      assert.deepEqual([step.isNews, step.job === page2.job], [false, true]);
    }
  });

  it('keeps an SMS at its highest state, but tells a word that nobody knows', () => {
    const at = { now: 2_000, dueAt: 7_000 };
    const sent = sms(steps.smsProgress(sms(taken(job({ order: smsOrder() }))), smsTold({ state: 'sent' }), at).job);
    assert.equal(steps.smsProgress(sent, smsTold({ state: 'accepted' }), at).isNews, false);
    assert.equal(steps.smsProgress(sent, smsTold({ state: 'unknown' }), at).isNews, true);
  });

  it('ends by its time as failed where it never called, as unknown where the provider may have it', () => {
    const never = faxStatus(steps.giveUp(job(), closing).job);
    assert.deepEqual([never.state, never.cause, never.success, never.history], ['failed', 'timeout', false, undefined]);
    const open = faxStatus(steps.giveUp(taken(), closing).job);
    assert.deepEqual([open.state, open.final, open.success], ['unknown', true, undefined]);
    assert.equal(steps.giveUp(job({ order: smsOrder() }), closing).job.status.state, 'expired');
    assert.equal(steps.giveUp(taken(job({ order: smsOrder() })), closing).job.status.state, 'unknown');
  });

  it('is over once it is over: no further look, and times to be forgotten', () => {
    const { job: done } = steps.cancelled(job(), closing);
    assert.deepEqual(
      [done.state, done.dueAt, done.keepUntil, done.documentUntil],
      ['finished', undefined, 99_000, 50_000],
    );
    assert.deepEqual([done.status.state, done.status.final, done.status.success], ['cancelled', true, false]);
  });

  it('never calls again for an SMS: the network does that', () => {
    const waiting = sms(job({ order: smsOrder() }));
    const again = { endedAt: 5_000, dueAt: 60_000, nextAttemptAt: 60_000 };
    // @ts-expect-error an SMS cannot be redialled
    const redial = (): unknown => steps.redial(waiting, faxTold({ state: 'failed' }), again);
    assert.equal(typeof redial, 'function');
  });
});
