import assert from 'node:assert/strict';
import type { FaxCause } from '../../src/domain/fax';
import type { FaxJob } from '../../src/domain/job';
import * as steps from '../../src/outbox/job-steps';
import { type JudgeContext, judgeFax, judgeSms, redialPause } from '../../src/outbox/judge-status';
import { fax, faxOrder, faxStatus, faxTold, job, sms, smsOrder, smsTold } from './jobs';

const MINUTE = 60_000;
const now = 1_000;
const context: JudgeContext = {
  clock: { now: () => now, scaled: (ms) => ms, wallAt: (at) => at },
  ...{ lookAt: 6_000, random: () => 0 },
  closing: { endedAt: now, keepUntil: 99_000, documentUntil: 50_000, document: undefined },
};
const called = (more: Parameters<typeof faxOrder>[0] = {}): FaxJob => {
  const made = { ...job({ order: faxOrder(more), giveUpMinutes: 1_440 }), giveUpAt: now + 1_440 * MINUTE };
  return fax(
    steps.accepted(steps.begin(made, { now, overdueAt: now, sender: 'p-1' }).job, {
      providerId: 'P-1',
      now,
      dueAt: now,
    }).job,
  );
};
const failed = faxTold({ state: 'failed', final: true, cause: 'busy', retryable: true, success: false });

describe("what a provider's verdict makes of a job", () => {
  it('calls again after a busy line, and not after a bad number', () => {
    const busy = judgeFax(called(), failed, context).job;
    assert.deepEqual([busy.state, busy.dueAt], ['queued', now + 3 * MINUTE]);
    const bad = judgeFax(called(), { ...failed, cause: 'bad-number', retryable: false }, context).job;
    assert.deepEqual([bad.state, faxStatus(bad).cause], ['finished', 'bad-number']);
  });

  it('makes no more calls than the node allows', () => {
    const once = judgeFax(called({ attempts: 1 }), failed, context).job;
    assert.deepEqual([once.state, once.status.state], ['finished', 'failed']);
    const first = judgeFax(called({ attempts: 2 }), failed, context).job;
    const again = fax(
      steps.accepted(steps.begin(first, { now, overdueAt: now, sender: 'p-1' }).job, {
        providerId: 'P-2',
        now,
        dueAt: now,
      }).job,
    );
    assert.equal(judgeFax(again, failed, context).job.state, 'finished');
  });

  it('does not wait for a call that would come after the time to give up', () => {
    const soon = { ...called(), giveUpAt: now + MINUTE };
    assert.equal(judgeFax(soon, failed, context).job.state, 'finished');
  });

  it('takes a missing channel for no call, and says so once where it was told as under way', () => {
    const busy = faxTold({ state: 'queued', cause: 'congestion', retryable: true });
    const { job: back, isNews } = judgeFax(called(), busy, context);
    assert.deepEqual([back.state, back.attempt, isNews], ['queued', 0, true]);
    const { state, cause, final } = faxStatus(back);
    assert.deepEqual([state, cause, final], ['queued', 'congestion', false]);
    const again = judgeFax(fax(steps.begin(back, { now, overdueAt: now, sender: 'p-1' }).job), busy, context);
    assert.deepEqual([again.job.state, again.isNews], ['queued', false]);
  });

  it('calls success with fewer pages than were sent partial, and never repeats it', () => {
    const ok = faxTold({ state: 'succeeded', final: true, cause: 'normal', success: true });
    const short = faxStatus(judgeFax(called({ pages: 3 }), { ...ok, pages: 2 }, context).job);
    assert.deepEqual([short.state, short.cause, short.success, short.retryable], ['failed', 'partial', false, false]);
    for (const pages of [3, 4, 0]) {
      assert.equal(judgeFax(called({ pages: 3 }), { ...ok, pages }, context).job.status.state, 'succeeded');
    }
  });

  it('says so when the number of pages is not known, and uses the pages in progress statuses as evidence', () => {
    const ok = faxTold({ state: 'succeeded', final: true, cause: 'normal', success: true });
    const { pages: _, ...unknown } = faxOrder();
    const sending = { ...called(), order: unknown };
    const end = faxStatus(judgeFax(sending, { ...ok, pages: 2 }, context).job);
    assert.deepEqual([end.state, end.pages, end.totalPages], ['succeeded', 2, undefined]);
    assert.match(end.message ?? '', /number of pages .* is not known/);
    assert.equal(faxStatus(judgeFax(sending, ok, context).job).message, undefined);
    assert.equal(faxStatus(judgeFax(called(), { ...ok, pages: 2 }, context).job).message, undefined);
    const third = fax(judgeFax(sending, faxTold({ state: 'transferring', pages: 3 }), context).job);
    assert.equal(faxStatus(judgeFax(third, { ...ok, pages: 3 }, context).job).state, 'succeeded');
    const short = faxStatus(judgeFax(third, { ...ok, pages: 2 }, context).job);
    assert.deepEqual([short.state, short.cause], ['failed', 'partial']);
  });

  it('does not count the pages of an earlier call', () => {
    const { pages: _, ...unknown } = faxOrder();
    const first = judgeFax({ ...called(), order: unknown }, { ...failed, pages: 3 }, context).job;
    const again = fax(steps.begin(first, { now, overdueAt: now, sender: 'p-1' }).job);
    const ok = faxTold({ state: 'succeeded', final: true, cause: 'normal', success: true, pages: 1 });
    assert.equal(judgeFax(again, ok, context).job.status.state, 'succeeded');
  });

  it('leaves a new word for the end of a fax unknown, and final', () => {
    const end = judgeFax(called(), faxTold({ state: 'unknown', final: true, cause: 'unknown' }), context).job;
    assert.deepEqual([end.state, end.status.state, end.status.final], ['finished', 'unknown', true]);
  });

  it('believes only after a while that the provider does not know the fax', () => {
    const lost = judgeFax(called(), faxTold({ state: 'unknown', cause: 'unknown' }), context).job;
    assert.deepEqual([lost.state, lost.status.final], ['unknown', false]);
  });

  it('never sends an SMS again by itself', () => {
    const begun = sms(steps.begin(job({ order: smsOrder() }), { now, overdueAt: now, sender: 'p-1' }).job);
    const end = judgeSms(begun, smsTold({ state: 'failed', final: true, retryable: true }), context).job;
    assert.deepEqual([end.state, end.status.state, end.status.success], ['finished', 'failed', false]);
  });
});

const pauses = (cause: FaxCause): (number | undefined)[] =>
  [0, 1, 2, 3, 4, 5].map((made) => redialPause(cause, made, () => 0)).map((ms) => ms && ms / MINUTE);

describe('the pause before a further call', () => {
  it('grows by cause, and ends', () => {
    assert.deepEqual(pauses('busy'), [3, 5, 10, 10, 10, undefined]);
    assert.deepEqual(pauses('no-answer').slice(0, 3), [5, 15, undefined]);
    assert.deepEqual(pauses('not-fax').slice(0, 2), [15, undefined]);
    assert.deepEqual(pauses('hangup').slice(0, 4), [1, 5, 15, undefined]);
    assert.deepEqual(pauses('page-quality').slice(0, 3), [10, 10, undefined]);
    assert.deepEqual(pauses('provider-error').slice(0, 2), [1, undefined]);
  });

  for (const cause of [
    'bad-number',
    'blocked',
    'rejected',
    'bad-document',
    'bad-options',
    'partial',
    'auth',
  ] as const) {
    it(`is none after ${cause}`, () =>
      assert.equal(
        redialPause(cause, 0, () => 0),
        undefined,
      ));
  }

  it('is a little longer by chance, so that jobs that failed together do not call together', () => {
    assert.equal(Math.round((redialPause('busy', 0, () => 1) ?? 0) / 1_000), 198);
  });
});
