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

/** What the holder of the account keeps in memory about its jobs. */
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
  /** Called because waiting jobs may now be sent. */
  wake: () => void;
}

/** Does everything that follows a job's change, which is stored already. */
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

/** To be called for changes by this or any other instance. */
export function bearInMind({ holding, channels, standing, underWay }: MemoryContext, change: Change): void {
  const { before, after } = change;
  if (holding.isHeld) underWay.note(after);
  if (before.state === 'accepted') noteChannel(channels, change);
  if (isFound(change)) standing.arrived();
}

/** A call has ended; or the provider accepted it and then found that it had no channel for it. */
function noteChannel(channels: Channels, { before, after }: Change): void {
  if (after.state === 'queued' && after.attempt < before.attempt) channels.none();
  else if (after.state !== 'accepted') channels.freed();
}

const UNTOLD: readonly (FaxState | SmsState)[] = ['unknown', 'cancelled'];

function isFound({ before, after }: Change): boolean {
  return before.state === 'unknown' && isKnown(after);
}

/** True if the provider has confirmed that it has, or had, the job. */
function isKnown({ state, status }: Job): boolean {
  return state === 'accepted' || (state === 'finished' && !UNTOLD.includes(status.state));
}

/** True if the job's time ran out before its call asked for the document. */
function hasNeverAsked(context: AfterChangeContext, { before, after }: Change): boolean {
  const isOver = after.state === 'queued' || after.state === 'finished';
  return isOver && isUnasked(context, before) && isFaxJob(after) && after.status.message === UNASKED;
}

/** Logs that it is not known whether the provider accepted this job, or how it ended. */
function logUnclear(log: Log, job: Job): void {
  const what = `${nameOf(job)}: nobody knows whether it was sent`;
  log.warn(
    job.status.final
      ? `${what}, and it is given up: if its outcome becomes known later, the status nodes report it`
      : `${what}. It is not sent again by itself: see Waiting in the connection's dialog`,
  );
}

/**
 * With the whole job id, which the dialog, the admin API and `msg.decide` use, too. It reveals nothing of the content.
 */
function nameOf({ id, order }: Job): string {
  return `${order.kind === 'fax' ? 'fax' : 'SMS'} ${id}`;
}
