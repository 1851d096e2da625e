import { toIso, type Clock } from '../../../domain/clock';
import { ItemGoneError, ProviderRefusedError } from '../../../domain/errors';
import type { EventOf } from '../../../domain/events';
import type { Facts } from '../../../domain/facts';
import { unavailable } from '../../http/network-error';
import { mayBeOfOneItem, ofOneItem } from '../../http/of-one-item';
import type { ReconcileSink } from '../../provider';
import type { XmlElement } from '../../xml/xml-element';
import type { EsendexClient, MessageBody } from '../wire/esendex-client';
import { recallCursor, rememberCursor, type InboxCursor } from './inbox-cursor';
import { listInbox } from './list-inbox';
import { readMessageHeader, type MessageHeader } from '../wire/message-header';
import { rawFields } from '../wire/raw-fields';
import { smsReceivedEvent } from '../events/sms-received-event';
import { Unintelligible } from '../wire/fields';

export interface InboxReconcilerOptions {
  client: Pick<EsendexClient, 'inbox' | 'body'>;
  /** The account's reference. */
  account: string;
  country: string;
  clock: Clock;
  facts: Facts;
}

/** Each pass overlaps the last complete one by this much, because clocks differ and a message may be listed late. */
const OVERLAP_MS = 10 * 60_000;
/**
 * A message that is older than this when the account is read for the first time is only
 * offered when the user asks for it.
 */
const OLD_MS = 72 * 3_600_000;
/** An inbox of up to this many messages takes a few requests, so every pass reads it whole. */
const SHORT_INBOX = 500;
/** A longer inbox is read whole again after one minute for every hundred messages. */
const SWEEP_PAUSE_MS_PER_MESSAGE = 600;
/** A pass is given up after this many messages whose text could not be fetched. */
const MAX_FAILURES = 5;
/**
 * A message whose text cannot be fetched in this many passes, over at least this time, goes to the quarantine without
 * its text. Otherwise it would keep the cursor from ever moving on.
 */
const HOPELESS_AFTER = 5;
const HOPELESS_AFTER_MS = 30 * 60_000;

/**
 * Reads the inbox by docs/contract.md#reconcile: everything since the last complete pass, read or not, and unread
 * messages of any age. Unread messages can be anywhere in the list and the service cannot list only those, so the
 * whole inbox is read on the first pass, on every pass while it is short, and now and then if it is long.
 */
export function createInboxReconciler(
  options: InboxReconcilerOptions,
): (sink: ReconcileSink, signal: AbortSignal) => Promise<void> {
  const { client, account, clock, facts } = options;
  let nextSweepAt = 0;
  /** The latest receive time seen, by the service's clock. Ours may be ahead of it. */
  let newest: number | undefined;
  /** The last list was shorter than its own count. A second one in a row shows that the count is wrong, not the list. */
  let wasShort = false;
  /** Messages that could not be read, by id. */
  const failing = new Map<string, Failing>();

  return async (sink, signal) => {
    const startedAt = clock.theirs();
    const cursor = await recallCursor(facts, account, startedAt);
    // `completeUntil` may come from a clock that was ahead. Then everything since would wrongly count as old.
    const since = Math.min(cursor.completeUntil ?? -Infinity, startedAt) - OVERLAP_MS;
    const windowStart = Math.min(since, (newest ?? Infinity) - OVERLAP_MS);
    const isSweep = clock.monotonic() >= nextSweepAt || windowStart === -Infinity;
    const start = isSweep ? undefined : toIso(windowStart);

    const wanted: MessageHeader[] = [];
    const { count, isComplete, isShort } = await listInbox(client, { account, start, signal }, async (item) => {
      const header = await readItem(item, sink);
      if (header === undefined || !isOurs(header, account)) return;
      const { receivedAt } = header;
      if (receivedAt !== undefined) newest = Math.max(newest ?? receivedAt, receivedAt);
      const isNew = cursor.completeUntil !== undefined && receivedAt !== undefined && receivedAt >= since;
      if (header.isUnread || isNew) wanted.push(header);
    });
    const isWhole = await acceptAll(wanted, cursor, { ...options, sink, signal, failing });
    wasShort = isShort && !wasShort;
    if (!isComplete || !isWhole || wasShort) return;
    if (isSweep) nextSweepAt = clock.monotonic() + clock.scaled(sweepPauseMs(count));
    await rememberCursor(facts, account, { ...cursor, completeUntil: startedAt });
  };
}

function sweepPauseMs(count: number): number {
  return count <= SHORT_INBOX ? 0 : count * SWEEP_PAUSE_MS_PER_MESSAGE;
}

async function readItem(item: XmlElement, sink: ReconcileSink): Promise<MessageHeader | undefined> {
  try {
    return readMessageHeader(item);
  } catch (thrown) {
    if (!(thrown instanceof Unintelligible)) throw thrown;
    await sink.quarantine(thrown.reason, Buffer.from(JSON.stringify(rawFields(item))));
    return undefined;
  }
}

/** A login may see several accounts; messages of the others do not belong to this connection. */
function isOurs({ direction, reference }: MessageHeader, account: string): boolean {
  return direction !== 'outbound' && (!reference || reference.toLowerCase() === account.trim().toLowerCase());
}

interface Pass extends InboxReconcilerOptions {
  sink: ReconcileSink;
  signal: AbortSignal;
  failing: Map<string, Failing>;
}

interface Failing {
  passes: number;
  /** Monotonic ms. */
  since: number;
}

/**
 * Accepts messages in the order in which they were received. Those that failed before come later, so that they do not
 * hold up the others for ever, and skipped ones last. Returns false when the provider listed messages and then said that
 * it does not have them. If they were deleted in between, the next list will lack them.
 */
async function acceptAll(headers: readonly MessageHeader[], cursor: InboxCursor, pass: Pass): Promise<boolean> {
  const isSkipped = ({ receivedAt }: MessageHeader): boolean =>
    cursor.completeUntil === undefined && receivedAt !== undefined && receivedAt < cursor.firstContact - OLD_MS;
  const hasFailed = ({ id }: MessageHeader): boolean => pass.failing.has(id.key);
  const fresh = headers.filter((header) => !isSkipped(header)).sort(byTime);
  const inOrder = [...fresh.filter((header) => !hasFailed(header)), ...fresh.filter(hasFailed)];
  const skipped = headers.filter(isSkipped).sort(byTime);
  const failures: unknown[] = [];
  let isWhole = true;
  for (const header of [...inOrder, ...skipped]) {
    if (pass.signal.aborted) throw unavailable('aborted');
    const failure = await acceptOne(header, isSkipped(header), pass);
    if (failure instanceof ItemGoneError) isWhole = false;
    else if (failure !== undefined) failures.push(failure);
    // Messages that are merely gone do not count, because they say nothing about the others.
    if (failures.length >= MAX_FAILURES) throw failure;
  }
  // Thrown only after the others were accepted, so that one unreadable message does not hold them up.
  if (failures.length > 0) throw ofOneItem(failures[0]);
  return isWhole;
}

function byTime(a: MessageHeader, b: MessageHeader): number {
  return (a.receivedAt ?? 0) - (b.receivedAt ?? 0);
}

/** Returns an error that concerns only this message; throws one that the next message would meet as well. */
async function acceptOne(header: MessageHeader, skipped: boolean, pass: Pass): Promise<unknown> {
  const { client, country, sink, signal } = pass;
  const { id, isUnread } = header;
  if (await sink.knows({ kind: 'sms.received', keyId: id.key, isOpen: isUnread })) return undefined;
  let body: MessageBody;
  try {
    body = await client.body(id.wire, signal);
  } catch (error) {
    if (!isOfThisMessage(error)) throw error;
    return (await isHopeless(header, pass)) ? undefined : error;
  }
  pass.failing.delete(id.key);
  await sink.accept({ event: eventOf(header, body, country), skipped });
  return undefined;
}

/** Counts a failure; after too many, puts the message into the quarantine. It also stays in the provider's inbox. */
async function isHopeless({ id, raw }: MessageHeader, { failing, sink, clock }: Pass): Promise<boolean> {
  const now = clock.monotonic();
  const { passes, since } = failing.get(id.key) ?? { passes: 0, since: now };
  failing.set(id.key, { passes: passes + 1, since });
  if (passes + 1 < HOPELESS_AFTER || now - since < clock.scaled(HOPELESS_AFTER_MS)) return false;
  await sink.quarantine('an SMS whose text the provider does not give', Buffer.from(JSON.stringify(raw)));
  return true;
}

function isOfThisMessage(error: unknown): boolean {
  return error instanceof ProviderRefusedError || error instanceof ItemGoneError || mayBeOfOneItem(error);
}

function eventOf(header: MessageHeader, { text, characterset }: MessageBody, country: string): EventOf<'sms.received'> {
  const { id: messageId, from, to, parts } = header;
  const receivedAt = header.receivedAt === undefined ? undefined : toIso(header.receivedAt);
  const raw = characterset === undefined ? header.raw : { ...header.raw, characterset };
  const type = typeOf(header, characterset);
  return smsReceivedEvent({ messageId, from, to, text, type, parts, receivedAt, raw }, country);
}

/** The type in the terms of the push notifications. Only a binary message, whose text is hex, has no character set. */
function typeOf({ type }: MessageHeader, characterset: string | undefined): string {
  if (type !== undefined && !/^(sms)?$/i.test(type)) return type;
  if (characterset === undefined) return 'Binary';
  return /^unicode$/i.test(characterset) ? 'Unicode' : 'Text';
}
