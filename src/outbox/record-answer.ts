import type { Job } from '../domain/job';
import type { SendResult, Verdict } from '../providers/provider';
import * as steps from './job-steps';
import { nextLookAt } from './next-look';
import { closingOf, type OutboxContext } from './outbox-context';
import { follow } from './track';
import { judgeFax, judgeSms } from './judge-status';

/** Writes down what came of one request. A status may have overtaken the answer: then that stands. */
export async function recordAnswer(context: OutboxContext, call: Job, result: SendResult): Promise<void> {
  const { jobs, clock, random, store } = context;
  const closing = await closingOf(context, result.outcome === 'refused' ? call : undefined);
  const step = (job: Job): steps.Step | undefined => {
    if (job.state !== 'sending' || job.calls !== call.calls) return undefined;
    const lookAt = nextLookAt({ ...job, lookups: 0 }, context);
    switch (result.outcome) {
      case 'accepted':
        return steps.accepted(job, { providerId: result.providerId, now: clock.now(), dueAt: lookAt });
      case 'not-now':
      case 'held':
        return steps.notTaken(job);
      case 'unknown':
        return steps.unclear(job, lookAt);
      case 'refused': {
        const verdictContext = {
          ...{ now: clock.now(), lookAt, random, closing },
          scaled: (ms: number) => clock.scaled(ms),
          wallAt: (at: number) => clock.wallAt(at),
        };
        return { ...refused(job, result.verdict, verdictContext), ...(result.raw && { raw: result.raw }) };
      }
    }
  };
  await jobs.update(call.id, step);
  if (result.outcome !== 'accepted') return;
  if (result.status) await follow(context, call, result.status, 'poll');
  for (const early of await store.jobs.earlyFor(context.scope, result.providerId)) {
    await follow(context, call, early.event, early.source);
    await store.jobs.dropEarly(context.scope, early.key);
  }
}

function refused(job: Job, verdict: Verdict, context: Parameters<typeof judgeFax>[2]): steps.Step {
  const { cause, retryable, result, failure, message } = verdict;
  const { id } = job;
  const base = { id, final: true, retryable, ...(result && { result }) };
  if (job.order.kind === 'sms') {
    return judgeSms(job, { ...base, state: 'rejected', ...(failure && { failure }) }, context);
  }
  const state = cause === 'cancelled' ? 'cancelled' : 'failed';
  const { attempt } = job;
  const said = { ...base, direction: 'out' as const, attempt, ...(message !== undefined && { message }) };
  return judgeFax(job, { ...said, state, cause }, context);
}
