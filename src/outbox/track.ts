import { eventKey } from '../domain/event-key';
import type { ProviderEvent, Source } from '../domain/events';
import { type Job, readCorrelation } from '../domain/job';
import { accepted, type Step } from './job-steps';
import { type JudgeContext, judgeFax, judgeSms } from './judge-status';
import { nextLookAt } from './next-look';
import { closingOf, fromNow, type OutboxContext } from './outbox-context';

/** A status may overtake the answer to our own request by this much: docs/contract.md#sending. */
const OVERTAKES_MS = 60_000;

/**
 * `own`: it belongs to a job of ours, which has been changed by it. `early`: it may; that shows within a minute.
 * `foreign`: it is nobody's here, so it is told as it came. `late`: so is the success of a call that was given up.
 */
export type Tracked = 'own' | 'early' | 'foreign' | 'late';

/** Finds the job that a provider's status speaks of, and carries it on. Durable when it resolves. */
export async function track(context: OutboxContext, event: ProviderEvent, source: Source): Promise<Tracked> {
  if (!isOutgoing(event)) return 'foreign';
  const job = await jobOf(context, event);
  if (job !== undefined) {
    const followed = await follow(context, job, event, source);
    return !followed && isLateSuccess(await context.store.jobs.get(job.id), event) ? 'late' : 'own';
  }
  if (!context.underWay.awaitsAnswer) return 'foreign';
  const key = eventKey(context.scope, event.kind, event.keyId);
  const until = fromNow(context, OVERTAKES_MS);
  await context.store.jobs.keepEarly({ scope: context.scope, key, providerId: event.providerId, event, source, until });
  return 'early';
}

/** How a status that changes no job is told. */
export function asTold(event: ProviderEvent, tracked: Tracked): ProviderEvent {
  if (tracked !== 'late' || !isOutgoing(event)) return event;
  return event.kind === 'fax.status'
    ? { ...event, payload: { ...event.payload, late: true } }
    : { ...event, payload: { ...event.payload, late: true } };
}

/** Carries the job on by this status, where it is of the job's current call. */
export async function follow(
  context: OutboxContext,
  { id }: Pick<Job, 'id'>,
  event: ProviderEvent,
  source: Source,
): Promise<Job | undefined> {
  if (!isOutgoing(event)) return undefined;
  const ending = event.payload.final ? await context.store.jobs.get(id) : undefined;
  const closing = await closingOf(context, ending);
  const { clock, random } = context;
  const judge = (job: Job): Step | undefined => {
    if (!isCurrent(job, event)) return undefined;
    // An id is told in one way only: providers write the same one now in upper, now in lower case.
    const providerId = job.providerId ?? event.providerId;
    const named: Job = { ...job, providerId };
    if (job.state === 'finished') return lateTruth(named, event, closing);
    const judged = judgeBy({
      now: clock.now(),
      lookAt: nextLookAt({ ...named, lookups: 0 }, context),
      random,
      scaled: (ms) => clock.scaled(ms),
      wallAt: (at) => clock.wallAt(at),
      closing,
    });
    const step = judged(named, event);
    const isSame = step.job === named;
    if (isSame && job.providerId === providerId && job.state === 'accepted') return undefined;
    // It says nothing new, and yet that the provider has the job.
    if (isSame) return accepted(job, { providerId, now: clock.now(), dueAt: fromNow(context, 5_000) });
    return step;
  };
  return context.jobs.update(id, (job) => withRaw(judge(job), event.raw), source);
}

type Outgoing = Extract<ProviderEvent, { kind: 'fax.status' | 'sms.status' }>;

function isOutgoing(event: ProviderEvent): event is Outgoing {
  return event.kind === 'sms.status' || (event.kind === 'fax.status' && event.payload.direction === 'out');
}

async function jobOf({ store, scope }: OutboxContext, event: Outgoing): Promise<Job | undefined> {
  const named = readCorrelation(event.correlation ?? '');
  const job = named && (await store.jobs.get(named.jobId));
  return job?.scope === scope ? job : store.jobs.byProviderId(scope, event.providerId);
}

/** A late word about an earlier call must not end the one under way. */
function isCurrent(job: Job, event: Outgoing): boolean {
  const { correlation, providerId } = event;
  if (job.providerId !== undefined) return job.providerId.toLowerCase() === providerId.toLowerCase();
  const call = readCorrelation(correlation ?? '')?.call ?? Infinity;
  // It waits to be sent once more, and has arrived after all.
  return job.state === 'queued' ? call <= job.calls && isArrived(event.payload) : call === job.calls;
}

/** Of a call before the one under way, which cannot be called back: the status nodes tell it. */
function isLateSuccess(job: Job | undefined, event: Outgoing): boolean {
  const call = readCorrelation(event.correlation ?? '')?.call;
  return (
    call !== undefined && job !== undefined && call < job.calls && isArrived(event.payload) && !isArrived(job.status)
  );
}

function isArrived({ state }: Pick<Outgoing['payload'], 'state'>): boolean {
  return state === 'succeeded' || state === 'delivered';
}

function judgeBy(context: JudgeContext) {
  return (job: Job, event: Outgoing): Step =>
    event.kind === 'fax.status' ? judgeFax(job, event.payload, context) : judgeSms(job, event.payload, context);
}

/** The job has ended as `unknown` and stays so; what became of it after all is told by the status nodes. */
function lateTruth(job: Job, event: Outgoing, closing: JudgeContext['closing']): Step | undefined {
  const { state, final } = event.payload;
  if (job.status.state !== 'unknown' || !final || state === 'unknown') return undefined;
  const still = (time: number): number => time;
  const judged = judgeBy({ now: 0, lookAt: 0, random: () => 0, scaled: still, wallAt: still, closing });
  const told = judged({ ...job, giveUpAt: 0 }, event).job;
  return { job: { ...told, state: 'finished', status: { ...told.status, late: true } }, isNews: true };
}

function withRaw(step: Step | undefined, raw: Record<string, unknown>): Step | undefined {
  return step && { ...step, raw };
}

const PAGE = 100;

/** Lets go of statuses that belong to no job after all. Returns when the next one may go; undefined = there is none. */
export async function letGoEarly(
  context: OutboxContext,
  emit: (event: ProviderEvent, source: Source) => Promise<void>,
): Promise<number | undefined> {
  const { store, scope, clock } = context;
  for (const early of await store.jobs.earlyDue(scope, clock.now(), PAGE)) {
    const { event, source, key } = early;
    // Its job may have learned its provider id by now.
    const tracked = await track(context, event, source);
    if (tracked !== 'own') await emit(asTold(event, tracked), source);
    await store.jobs.dropEarly(scope, key);
  }
  return store.jobs.nextEarly(scope);
}
