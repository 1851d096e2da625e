import { toIso, type Clock } from '../../../domain/clock';
import { ItemGoneError, ProviderRefusedError } from '../../../domain/errors';
import type { EventOf } from '../../../domain/events';
import type { Facts } from '../../../domain/facts';
import { unavailable } from '../../http/network-error';
import { mayBeOfOneItem } from '../../http/of-one-item';
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

/** A pass begins so much before the last complete one: clocks differ, and a message may be listed late. */
const OVERLAP_MS = 10 * 60_000;
/** What was unread for longer when the account was first met is not offered by itself. */
const OLD_MS = 72 * 3_600_000;
/** An inbox of so many messages is a few requests: it is read whole at every pass. */
const SHORT_INBOX = 500;
/** A longer one again after as many minutes as it has hundreds of messages. */
const SWEEP_PAUSE_MS_PER_MESSAGE = 600;
/** So many messages may fail on their own before the pass is given up. */
const MAX_FAILURES = 5;
/** A message that fails in so many passes, over so long, goes to quarantine as it is listed; else the cursor would never move. */
const HOPELESS_AFTER = 5;
const HOPELESS_AFTER_MS = 30 * 60_000;

/**
 * Reads the inbox by docs/contract.md#reconcile: everything since the last complete pass, read or not, and unread messages of
 * any age. The unread ones can be anywhere, and the service cannot list them alone: so the whole inbox is read at the
 * first pass, at every pass while it is short, and now and then where it is long.
 */
export function createInboxReconciler(
  options: InboxReconcilerOptions,
): (sink: ReconcileSink, signal: AbortSignal) => Promise<void> {
  const { client, account, clock, facts } = options;
  let nextSweepAt = 0;
  /** By the service's clock; ours may be ahead of it. */
  let newest: number | undefined;
  /** Messages that could not be read, by id. */
  const failing = new Map<string, Failing>();

  return async (sink, signal) => {
    const startedAt = clock.theirs();
    const cursor = await recallCursor(facts, account, startedAt);
    // By a clock that was ahead then, nothing that came since would be new.
    const since = Math.min(cursor.completeUntil ?? -Infinity, startedAt) - OVERLAP_MS;
    const windowStart = Math.min(since, (newest ?? Infinity) - OVERLAP_MS);
    const isSweep = clock.monotonic() >= nextSweepAt || windowStart === -Infinity;
    const start = isSweep ? undefined : toIso(windowStart);

    const wanted: MessageHeader[] = [];
    const { count, isComplete } = await listInbox(client, { account, start, signal }, async (item) => {
      const header = await readItem(item, sink);
      if (header === undefined || !isOurs(header, account)) return;
      const { receivedAt } = header;
      if (receivedAt !== undefined) newest = Math.max(newest ?? receivedAt, receivedAt);
      const isNew = cursor.completeUntil !== undefined && receivedAt !== undefined && receivedAt >= since;
      if (header.isUnread || isNew) wanted.push(header);
    });
    const isWhole = await acceptAll(wanted, cursor, { ...options, sink, signal, failing });
    if (!isComplete || !isWhole) return;
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

/** A login may see several accounts; the others' messages are no concern of this connection. */
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
 * In the order in which they were received; those that are only recorded come last. False: of some the provider said that
 * it does not have them, although it lists them. Were they deleted meanwhile, the next list shows it.
 */
async function acceptAll(headers: readonly MessageHeader[], cursor: InboxCursor, pass: Pass): Promise<boolean> {
  const isSkipped = ({ receivedAt }: MessageHeader): boolean =>
    cursor.completeUntil === undefined && receivedAt !== undefined && receivedAt < cursor.firstContact - OLD_MS;
  const fresh = headers.filter((header) => !isSkipped(header)).sort(byTime);
  const skipped = headers.filter(isSkipped).sort(byTime);
  const failures: unknown[] = [];
  let isWhole = true;
  for (const header of [...fresh, ...skipped]) {
    if (pass.signal.aborted) throw unavailable('aborted');
    const failure = await acceptOne(header, isSkipped(header), pass);
    if (failure instanceof ItemGoneError) isWhole = false;
    else if (failure !== undefined) failures.push(failure);
    // Those that are merely not there say nothing of the others.
    if (failures.length >= MAX_FAILURES) break;
  }
  // Only now, so that one message that cannot be read keeps none of the others.
  if (failures.length > 0) throw failures[0];
  return isWhole;
}

function byTime(a: MessageHeader, b: MessageHeader): number {
  return (a.receivedAt ?? 0) - (b.receivedAt ?? 0);
}

/** Returns what concerns this message only; throws what would meet the next one, too. */
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

/** It stays in the provider's inbox, and is shown in the quarantine. */
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

/** In the words of the notifications. A binary message is hex, and shown by having no character set. */
function typeOf({ type }: MessageHeader, characterset: string | undefined): string {
  if (type !== undefined && !/^(sms)?$/i.test(type)) return type;
  if (characterset === undefined) return 'Binary';
  return /^unicode$/i.test(characterset) ? 'Unicode' : 'Text';
}
