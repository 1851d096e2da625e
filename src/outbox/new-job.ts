import { createHash, randomBytes } from 'node:crypto';
import { MINUTE_MS } from '../domain/durations';
import type { Clock } from '../domain/clock';
import { compact } from '../domain/compact';
import type { Scope } from '../domain/event-key';
import type { Job, JobFields, JobMessage, Order } from '../domain/job';
import type { JobIdentity, JobName } from '../store/job-store';
import { queuedFaxStatus, queuedSmsStatus } from './job-status';
import { giveUpTime } from './next-look';

/** What a node hands to the outbox for one message. The order's documents are in the document folder already. */
export interface SubmitRequest {
  /** Id of the node that sends it. */
  node: string;
  order: Order;
  /** The order's numbers as version 0.1.0 would have read them, if one of them differs. */
  former?: { to: string; from: string };
  reference?: string;
  giveUpMinutes: number;
  /** What output 2 will carry: JSON-able, without `payload`, at most 64 KiB. */
  saved: Record<string, unknown>;
  /** What output 1 will carry. */
  live: Record<string, unknown>;
  /** `msg.idempotencyKey`. */
  idempotencyKey?: string;
  /** The number is one of a list, whose numbers share one idempotency key. */
  isListed?: boolean;
  /** From the message's `msg.event`, if it has one: after a crash the same event must not make a second job. */
  cause?: { key: string; redelivered: boolean };
}

export interface JobOwner {
  scope: Scope;
  /** Connection's node id. */
  connection: string;
  clock: Clock;
  /** This Node-RED, if several share the store. */
  instance?: string | undefined;
}

export function newJob(request: SubmitRequest, { scope, connection, clock, instance }: JobOwner): Job {
  const { node, order, reference = '', giveUpMinutes, saved } = request;
  const now = clock.now();
  const patienceMs = clock.scaled(giveUpMinutes * MINUTE_MS);
  const fields = compact<JobFields>({
    id: randomBytes(12).toString('hex'),
    scope,
    connection,
    reference: reference === '' ? undefined : reference,
    state: 'queued',
    epoch: 0,
    calls: 0,
    attempt: 0,
    submittedAt: now,
    dueAt: now,
    giveUpAt: giveUpTime(order, patienceMs, clock),
    patienceMs,
    lookups: 0,
    messages: [compact<JobMessage>({ node, message: saved, tellings: 0, told: false, instance })],
  });
  return order.kind === 'fax'
    ? { ...fields, order, redials: {}, status: queuedFaxStatus({ ...fields, order }) }
    : { ...fields, order, redials: {}, status: queuedSmsStatus({ ...fields, order }) };
}

/**
 * Decides when two messages make one job (docs/contract.md#sending): the user says so by a key, or both come from the
 * same event, which was offered again. Never by `_msgid`, which all messages of a loop share.
 */
export function identityOf(request: SubmitRequest, scope: Scope): JobIdentity | undefined {
  const { order, former, idempotencyKey, cause } = request;
  if (idempotencyKey === undefined && cause === undefined) return undefined;
  const { key, content } = nameOf(request, order, scope);
  return compact<JobIdentity>({
    key,
    content,
    former: former && nameOf(request, { ...order, ...former }, scope),
    also: idempotencyKey === undefined ? undefined : { key: keyName(request, !request.isListed, scope), content },
    join: idempotencyKey !== undefined ? 'always' : cause?.redelivered === true ? 'unless-failed' : 'never',
  });
}

function nameOf(request: SubmitRequest, order: Order, scope: Scope): JobName {
  const { node, idempotencyKey, cause, isListed = false } = request;
  const content = contentOf(order);
  if (idempotencyKey !== undefined) return { key: keyName(request, isListed, scope), content };
  const key = `${scope}:event:${sha256(JSON.stringify([node, cause?.key, order.to, content]))}`;
  return { key, content };
}

/** In a list the key counts for each number separately, whatever its place; for a single number it is the key alone. */
function keyName({ idempotencyKey = '', order }: SubmitRequest, isListed: boolean, scope: Scope): string {
  if (!isListed) return `${scope}:key:${idempotencyKey}`;
  return `${scope}:listed:${sha256(JSON.stringify([idempotencyKey, order.to]))}`;
}

/** A hash, because it is kept longer than the job's text. */
function contentOf(order: Order): string {
  if (order.kind === 'sms') return sha256(JSON.stringify(Object.entries(order).sort(byName)));
  const { documents, ...rest } = order;
  const files = documents.map(({ sha256: hash }) => hash);
  return sha256(JSON.stringify([...Object.entries(rest).sort(byName), files]));
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
