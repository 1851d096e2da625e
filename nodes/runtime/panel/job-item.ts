import { toIso, type Clock } from '../../../src/domain/clock';
import { compact } from '../../../src/domain/compact';
import type { Job } from '../../../src/domain/job';
import { lastFours } from '../../../src/domain/observation';
import type { ConnectionState } from '../../../src/connection/connection-state';
import { type Action, type Found, type Item, itemPath } from './item';

export interface JobContext {
  clock: Clock;
  /** The state of its connection: while the queue is blocked nothing is sent. */
  state: ConnectionState;
  /** Can the provider cancel a job of this kind that it has accepted? */
  canStop: (kind: Job['order']['kind']) => boolean;
}

/** A job as a row of the panel: its state, and what can be done about it. */
export function jobItem(job: Job, context: JobContext): Found {
  const { id, order, reference, state, attempt, submittedAt } = job;
  const { from, to } = order;
  const pages = pagesOf(job);
  const reason = reasonOf(job);
  const item: Item = compact({
    id,
    type: 'job',
    kind: order.kind,
    direction: 'out',
    state,
    at: toIso(context.clock.wallAt(submittedAt)),
    ...lastFours(order),
    reference,
    pages,
    size: order.kind === 'fax' ? order.documents.reduce((sum, { size }) => sum + size, 0) : undefined,
    attempts: attempt > 0 ? attempt : undefined,
    reason,
    ...nextOf(job, context),
    actions: actionsOf(job, context),
    hasDocument: order.kind === 'fax' && order.documents.length > 0,
    logId: id,
    path: itemPath({ type: 'job', id }),
  });
  return { item, numbers: [from, to].filter((number) => number !== '') };
}

function actionsOf({ state, order }: Job, { canStop }: JobContext): Action[] {
  switch (state) {
    case 'queued':
      return ['cancel'];
    case 'accepted':
      return canStop(order.kind) ? ['cancel'] : [];
    case 'unknown':
      return ['resend', 'sent', 'drop'];
    case 'sending':
    case 'finished':
      return [];
  }
}

function pagesOf({ order, status }: Job): number | undefined {
  if (order.kind === 'sms') return undefined;
  return order.pages ?? ('pages' in status ? status.pages : undefined);
}

function reasonOf({ state, status, redials }: Job): string | undefined {
  if (state === 'unknown') return 'no-answer';
  if (state === 'queued') return Object.keys(redials).length > 0 && 'cause' in status ? status.cause : undefined;
  // Its progress at the provider: dialing, transferring, sent.
  return state === 'accepted' && status.state !== 'accepted' ? status.state : undefined;
}

function nextOf({ state, dueAt, giveUpAt, submittedAt }: Job, { clock, state: queue }: JobContext): Pick<Item, 'next'> {
  const at = (time: number) => ({ at: toIso(clock.wallAt(time)) });
  switch (state) {
    case 'queued':
      if (queue.state === 'held') return { next: { what: 'held', at: toIso(queue.retryAt) } };
      return { next: { what: 'send', ...(dueAt !== undefined && dueAt > submittedAt && at(dueAt)) } };
    case 'sending':
    case 'accepted':
      return { next: { what: 'outcome' } };
    case 'unknown':
      return { next: { what: 'decide', ...at(giveUpAt) } };
    case 'finished':
      return {};
  }
}
