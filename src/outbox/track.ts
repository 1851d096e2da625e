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

/** An accepted job that a status says nothing new of is asked for soon. */
const SOON_MS = 5_000;

const PAGE = 500;

/**
 * `own`: it belongs to a job of ours, which has been changed by it. `early`: it may; that shows within a minute.
 * `foreign`: it is nobody's here, so it is told as it came. `late`: so is the success of a call that was given up.
 */
export type Tracked = 'own' | 'early' | 'foreign' | 'late';

/**
 * The one door by which a status comes in: by whatever transport, with the answer to a request, or asked for. Finds the job
 * that it speaks of, unless it is known, and carries that on. Durable when it resolves.
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
  // Whoever has written the answer down meanwhile has not seen this any more.
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

/** May a job of ours be without its provider id yet? What other instances have sent is in the store alone. */
async function awaitsAnswer({ store, scope, clock, underWay }: OutboxContext): Promise<boolean> {
  if (!store.sharing.isShared) return underWay.awaitsAnswer;
  const sending = await store.jobs.list({ scope, state: 'sending', limit: 1 });
  if (sending.length > 0) return true;
  // Only then: looked for at once, one whose answer is lost just now would be seen in neither state.
  const unknown = await store.jobs.list({ scope, state: 'unknown', limit: PAGE });
  return unknown.length === PAGE || unknown.some((head) => !isQuiet(clock, head));
}

/** How a status that changes no job is reported. */
export function asTold(event: ProviderEvent, tracked: Tracked): ProviderEvent {
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

/** Carries the job on by this status, where it is of the job's current call and says something new. */
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
  // An id is reported in one spelling: providers write the same one now in upper, now in lower case.
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
  // It says nothing new, but it shows that the provider has the job.
  return accepted(job, { providerId, now: clock.now(), dueAt: fromNow(clock, SOON_MS) });
}

/** The job has ended as `unknown` and stays so; its real outcome comes from the status nodes. */
function lateTruth(job: Job, event: OutgoingStatus, judging: JudgeContext): Step | undefined {
  const { state, final } = event.payload;
  if (job.status.state !== 'unknown' || !final || state === 'unknown') return undefined;
  // No call follows any more.
  const told = judge({ ...job, giveUpAt: 0 }, event, judging)?.job;
  return told && { job: asLate(told), isNews: true };
}

function asLate(job: Job): Job {
  return isFaxJob(job)
    ? { ...job, state: 'finished', status: { ...job.status, late: true } }
    : { ...job, state: 'finished', status: { ...job.status, late: true } };
}

/** A late word about an earlier call must not end the one under way. */
function isCurrent(job: Job, event: OutgoingStatus): boolean {
  const { correlation, providerId } = event;
  if (job.providerId !== undefined) return job.providerId.toLowerCase() === providerId.toLowerCase();
  const call = readCorrelation(correlation ?? '')?.call ?? Infinity;
  // It waits to be sent once more, and has arrived after all.
  return job.state === 'queued' ? call <= job.calls && isArrived(event.payload) : call === job.calls;
}

/** Of an earlier call than the one under way, which cannot be called back: the status nodes report it. */
function isLateSuccess(job: Job | undefined, event: OutgoingStatus): boolean {
  const call = readCorrelation(event.correlation ?? '')?.call;
  return (
    call !== undefined && job !== undefined && call < job.calls && isArrived(event.payload) && !isArrived(job.status)
  );
}

function isArrived({ state }: Pick<OutgoingStatus['payload'], 'state'>): boolean {
  return state === 'succeeded' || state === 'delivered';
}
