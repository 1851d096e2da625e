import { fromNow } from '../domain/clock';
import { eventKey } from '../domain/event-key';
import { isOutgoing, type OutgoingStatus, type ProviderEvent, type Source } from '../domain/events';
import { isFaxJob, readCorrelation, type Job } from '../domain/job';
import { closingOf } from './closing';
import { mayHaveGot } from './hand-over-document';
import { accepted, unclear, type Step } from './job-steps';
import { judge, type JudgeContext } from './judge-status';
import { firstLookAt } from './next-look';
import type { OutboxContext } from './outbox-context';
import { isQuiet } from './under-way';

/** A status may overtake the answer to our own request by this much: docs/contract.md#sending. */
const OVERTAKES_MS = 60_000;

/** If a status shows only that the provider has the job, the provider is asked for it this much later. */
const SOON_MS = 5_000;

const PAGE = 500;

/**
 * `own`: the status belongs to a job of ours. `early`: it may, which will be known within a minute. `foreign`: it
 * belongs to no job here and is reported as it came. `late`: so is this one, the success of a call that a further call
 * has replaced.
 */
export type Tracked = 'own' | 'early' | 'foreign' | 'late';

/**
 * Every status of a job passes here: by any transport, with the answer to a request, or because it was asked for.
 * Finds the job (unless `known` is given) and moves it on. Durable once it resolves.
 */
export async function track(
  context: OutboxContext,
  event: ProviderEvent,
  source: Source,
  known?: Job,
): Promise<Tracked> {
  if (!isOutgoing(event)) return 'foreign';
  const tracked = await trackNow(context, event, source, known);
  if (tracked !== 'foreign') return tracked;
  const { store, scope, clock } = context;
  const key = eventKey(scope, event.kind, event.keyId);
  const isKept = await awaitsAnswer(context);
  if (isKept) {
    const until = fromNow(clock, OVERTAKES_MS);
    await store.jobs.keepEarly({ scope, key, providerId: event.providerId, event, source, until });
  }
  // An answer that was stored meanwhile did not find the kept status, but now has given the job its provider id.
  const answered = await trackNow(context, event, source);
  if (answered === 'foreign') return isKept ? 'early' : 'foreign';
  if (isKept) await store.jobs.dropEarly(scope, key);
  return answered;
}

async function trackNow(
  context: OutboxContext,
  event: OutgoingStatus,
  source: Source,
  known?: Job,
): Promise<Exclude<Tracked, 'early'>> {
  const job = known ?? (await jobOf(context, event));
  if (job === undefined) return 'foreign';
  const isMoved = await carryOn(context, job, event, source);
  return !isMoved && isLateSuccess(await context.store.jobs.get(job.id), event) ? 'late' : 'own';
}

/** True if a job may still lack its provider id. Jobs sent by other instances are only in the store. */
async function awaitsAnswer({ store, scope, clock, underWay }: OutboxContext): Promise<boolean> {
  if (!store.sharing.isShared) return underWay.awaitsAnswer;
  const sending = await store.jobs.list({ scope, state: 'sending', limit: 1 });
  if (sending.length > 0) return true;
  // One after the other: a job that goes from `sending` to `unknown` between two reads at once might be seen in
  // neither state.
  const unknown = await store.jobs.list({ scope, state: 'unknown', limit: PAGE });
  return unknown.length === PAGE || unknown.some((head) => !isQuiet(clock, head));
}

/** A status that has changed no job, as it is reported. */
export function asReported(event: ProviderEvent, tracked: Tracked): ProviderEvent {
  if (tracked !== 'late' || !isOutgoing(event)) return event;
  return event.kind === 'fax.status'
    ? { ...event, payload: { ...event.payload, late: true } }
    : { ...event, payload: { ...event.payload, late: true } };
}

async function jobOf({ store, scope }: OutboxContext, event: OutgoingStatus): Promise<Job | undefined> {
  const named = readCorrelation(event.correlation ?? '');
  const job = named && (await store.jobs.get(named.jobId));
  const found = job?.scope === scope ? job : await store.jobs.byProviderId(scope, event.providerId);
  return found && isFaxJob(found) === (event.kind === 'fax.status') ? found : undefined;
}

/** Moves the job on if the status is one of its current call and says something new. Resolves with true if it did. */
async function carryOn(context: OutboxContext, { id }: Job, event: OutgoingStatus, source: Source): Promise<boolean> {
  const ending = event.payload.final ? await context.store.jobs.get(id) : undefined;
  const closing = await closingOf(context, ending);
  const moved = await context.jobs.update(
    id,
    (job) => {
      const step = isCurrent(job, event) ? stepBy(context, job, event, closing) : undefined;
      return step && { ...step, raw: event.raw };
    },
    source,
  );
  return moved !== undefined;
}

function stepBy(
  context: OutboxContext,
  job: Job,
  event: OutgoingStatus,
  closing: JudgeContext['closing'],
): Step | undefined {
  const { clock, random } = context;
  // The first spelling of an id stays: providers write the same id sometimes in upper, sometimes in lower case.
  const providerId = job.providerId ?? event.providerId;
  const named: Job = { ...job, providerId };
  const judging = { clock, random, closing, lookAt: firstLookAt(named, clock) };
  if (job.state === 'finished') return lateTruth(named, event, judging);
  const hasFailed = event.payload.final && event.payload.state === 'failed';
  if (hasFailed && mayHaveGot(context, job)) {
    return job.state === 'unknown' ? undefined : unclear(named, judging.lookAt);
  }
  const step = judge(named, event, judging);
  if (step?.job !== named) return step;
  if (job.providerId === providerId && job.state === 'accepted') return undefined;
  // The status says nothing new, but shows that the provider has the job.
  return accepted(job, { providerId, now: clock.now(), dueAt: fromNow(clock, SOON_MS) });
}

/** The job has ended as `unknown`, which output 2 has reported; its real outcome is reported by the status nodes. */
function lateTruth(job: Job, event: OutgoingStatus, judging: JudgeContext): Step | undefined {
  const { state, final } = event.payload;
  if (job.status.state !== 'unknown' || !final || state === 'unknown') return undefined;
  // With its time over, no further call is planned.
  const judged = judge({ ...job, giveUpAt: 0 }, event, judging)?.job;
  return judged && { job: asLate(judged), isNews: true };
}

function asLate(job: Job): Job {
  return isFaxJob(job)
    ? { ...job, state: 'finished', status: { ...job.status, late: true } }
    : { ...job, state: 'finished', status: { ...job.status, late: true } };
}

/** A late status of an earlier call must not end the one under way. */
function isCurrent(job: Job, event: OutgoingStatus): boolean {
  const { correlation, providerId } = event;
  if (job.providerId !== undefined) return job.providerId.toLowerCase() === providerId.toLowerCase();
  const call = readCorrelation(correlation ?? '')?.call ?? Infinity;
  // A job that waits to be sent again may turn out to have arrived with an earlier call.
  return job.state === 'queued' ? call <= job.calls && isArrived(event.payload) : call === job.calls;
}

/**
 * True for the success of an earlier call than the one under way, which cannot be undone: the status nodes report it.
 */
function isLateSuccess(job: Job | undefined, event: OutgoingStatus): boolean {
  const call = readCorrelation(event.correlation ?? '')?.call;
  return (
    call !== undefined && job !== undefined && call < job.calls && isArrived(event.payload) && !isArrived(job.status)
  );
}

function isArrived({ state }: Pick<OutgoingStatus['payload'], 'state'>): boolean {
  return state === 'succeeded' || state === 'delivered';
}
