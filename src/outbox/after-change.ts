import type { FaxState } from '../domain/fax';
import { UNASKED } from '../domain/fax-verdict';
import { isFaxJob, type Job } from '../domain/job';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import type { SmsState } from '../domain/sms';
import type { Holding } from '../store/sharing';
import type { Standing } from '../work/standing';
import type { Acceptances } from './acceptances';
import type { Channels } from './channels';
import type { JobChange } from './job-changes';
import type { EventInbox } from './early-statuses';
import { isUnasked } from './hand-over-document';
import { happenings, observedJob } from './observed-job';
import type { OutboxContext } from './outbox-context';
import type { SendingNodes } from './sending-nodes';
import type { UnderWay } from './under-way';

/** What the holder of the account bears in mind. */
export interface MemoryContext {
  holding: Pick<Holding, 'isHeld'>;
  channels: Channels;
  standing: Standing;
  underWay: UnderWay;
}

export interface AfterChangeContext extends MemoryContext, Pick<OutboxContext, 'provider'> {
  acceptances: Acceptances;
  nodes: SendingNodes;
  log: Log;
  observe?: Observe;
  inbox: Pick<EventInbox, 'changed'>;
  /** What waits may go. */
  wake: () => void;
}

/** What follows once a job has changed, durably. */
export function afterChange(context: AfterChangeContext, change: JobChange): void {
  const { acceptances, nodes, log, observe, inbox, wake } = context;
  const { before, after, isNews } = change;
  for (const what of happenings(change)) observe?.(observedJob(what, after));
  bearInMind(context, change);
  if (isFound(change)) log.info(`${nameOf(after)}: its outcome is known now: ${after.status.state}`);
  if (isNews) inbox.changed();
  acceptances.settle(after);
  if (isNews && after.status.state === 'unknown') logUnclear(log, after);
  if (hasNeverAsked(context, change)) log.warn(`${nameOf(after)}: ${UNASKED}`);
  if (after.status !== before.status) nodes.showProgress(after);
  wake();
}

type Change = Pick<JobChange, 'before' | 'after'>;

/** Whoever has changed the job, here or elsewhere. */
export function bearInMind({ holding, channels, standing, underWay }: MemoryContext, change: Change): void {
  const { before, after } = change;
  if (holding.isHeld) underWay.note(after);
  if (before.state === 'accepted') noteChannel(channels, change);
  if (isFound(change)) standing.arrived();
}

/** A call has ended; or the provider found only later that it has no channel for it. */
function noteChannel(channels: Channels, { before, after }: Change): void {
  if (after.state === 'queued' && after.attempt < before.attempt) channels.none();
  else if (after.state !== 'accepted') channels.freed();
}

const UNTOLD: readonly (FaxState | SmsState)[] = ['unknown', 'cancelled'];

function isFound({ before, after }: Change): boolean {
  return before.state === 'unknown' && isKnown(after);
}

/** The provider has told that it has, or had, the job. */
function isKnown({ state, status }: Job): boolean {
  return state === 'accepted' || (state === 'finished' && !UNTOLD.includes(status.state));
}

/** Its call was to ask for the document, and its time ran out. */
function hasNeverAsked(context: AfterChangeContext, { before, after }: Change): boolean {
  const isOver = after.state === 'queued' || after.state === 'finished';
  return isOver && isUnasked(context, before) && isFaxJob(after) && after.status.message === UNASKED;
}

/** Nobody can say whether the provider took this job, or what became of it. */
function logUnclear(log: Log, job: Job): void {
  const what = `${nameOf(job)}: nobody knows whether it was sent`;
  log.warn(
    job.status.final
      ? `${what}, and it is given up: if its outcome shows later, the status nodes tell it`
      : `${what}. It is not sent again by itself: see Waiting in the connection's dialog`,
  );
}

/** By its whole id, which holds nothing of its content: the dialog, the admin API and `msg.decide` take the same. */
function nameOf({ id, order }: Job): string {
  return `${order.kind === 'fax' ? 'fax' : 'SMS'} ${id}`;
}
