import { toIso, type Clock } from '../../../domain/clock';
import type { SmsOrder } from '../../../domain/job';
import { isSameNumber, mayBeSameNumber } from '../../../domain/numbers/same-number';
import { smsParts } from '../../../domain/sms-parts';
import type { OutgoingCall, SentEvidence, SentSearch } from '../../provider';
import { fitsXml } from '../../xml/escape-text';
import { compareText } from './compare-text';
import { SENT_PAGE, type EsendexClient, type InboxPage } from '../wire/esendex-client';
import { readMessageHeader, type MessageHeader } from '../wire/message-header';
import { readNumber, wireNumber } from '../wire/wire-values';
import { reading } from '../wire/rest-xml';

/** The list starts this long before the call, because the service's clock may differ from what we believe by hours. */
const WINDOW_MS = 24 * 60 * 60_000;
/** The service has several clocks: the one behind `Date` may differ from the one that dates messages. */
const MARGIN_MS = 5 * 60_000;

/**
 * Finds out whether an unanswered request arrived. Looks through the messages to the same number since then for one
 * with the same text that belongs to no other job of ours. After `not-found` the SMS is sent again. It is therefore
 * returned only if an arrived message would certainly have been listed, and no listed message could be it.
 */
export async function findSent(
  client: Pick<EsendexClient, 'sent' | 'body'>,
  { account, clock }: { account: string; clock: Clock },
  { order, callAt }: OutgoingCall<SmsOrder>,
  search: SentSearch,
): Promise<SentEvidence> {
  const startAt = callAt + clock.theirs() - clock.now() - WINDOW_MS;
  const query = { account, to: wireNumber(order.to), start: toIso(startAt) };
  const page = await client.sent({ ...query, startIndex: 0 }, search.signal);
  // From here on, times are by the service's clock.
  const begunAt = callAt + (page.skewMs ?? 0) - MARGIN_MS;
  const isCovered = page.skewMs !== undefined && startAt <= begunAt;
  let isTelling = isCovered && hasAll(page) && isRecognisable(order);
  const alike: string[] = [];
  for (const item of page.items) {
    const header = reading(() => readMessageHeader(item));
    if (isOthers(header, account) || (await search.isTaken(header.id.wire))) continue;
    const { text } = await client.body(header.id.wire, search.signal);
    const isBefore = header.submittedAt !== undefined && header.submittedAt < begunAt;
    const likeness = compareText(text, order);
    if (likeness === 'other' && (isBefore || !mayBeNumber(header.to, order.to))) continue;
    const isOurs = !isBefore && isSameParty(header.to, order.to) && isSameParty(header.from, order.from);
    if (isOurs && likeness === 'same') return { outcome: 'found', providerId: header.id.wire };
    if (isOurs && likeness === 'alike') alike.push(header.id.wire);
    // Either somebody else's message, or ours with a text or date that the service has changed.
    isTelling = false;
  }
  const [only, another] = alike;
  if (only !== undefined && another === undefined) return { outcome: 'found', providerId: only };
  if (!isTelling) return { outcome: 'cannot-tell' };
  const next = (startIndex: number): Promise<InboxPage> => client.sent({ ...query, startIndex }, search.signal);
  return { outcome: (await isLast(page, next)) ? 'not-found' : 'cannot-tell' };
}

/**
 * Whether nothing follows a page. A service may answer an index behind the end with the same page again; only where it
 * answers the last index with less than that does it heed the index at all.
 */
async function isLast(page: InboxPage, next: (startIndex: number) => Promise<InboxPage>): Promise<boolean> {
  const count = page.items.length;
  if (count === 0) return true;
  const known = new Set(page.items.map(({ attributes }) => attributes.get('id')));
  for (const startIndex of [count, count - 1]) {
    const { items, total } = await next(startIndex);
    if (!hasAll({ ...page, total }) || items.some(({ attributes }) => !known.has(attributes.get('id')))) return false;
    if (items.length < count || count === 1) return true;
  }
  return false;
}

/**
 * Whether a page may hold everything. That nothing follows it has to be asked: the service may give less than a page,
 * and state the number of items on the page as the total.
 */
function hasAll({ items, total = 0 }: InboxPage): boolean {
  return items.length < SENT_PAGE && total <= items.length;
}

/**
 * Whether we would recognise the message in the list. Not with a national number, which the service completes by the
 * account's country; not with a text that may lose characters; and not when scheduled, because it is not documented
 * whether a scheduled SMS is listed before it goes out.
 */
function isRecognisable({ to, text, characterset, sendAt }: SmsOrder): boolean {
  if (!to.startsWith('+') || !fitsXml(text) || sendAt !== undefined) return false;
  return characterset !== 'GSM' || smsParts(text, 'GSM').offending.length === 0;
}

/** Checked here as well, because we do not trust the service's filters and other programs may send the same texts. */
function isOthers({ direction, reference }: MessageHeader, account: string): boolean {
  return direction === 'inbound' || (!!reference && reference.toLowerCase() !== account.toLowerCase());
}

/** Also true when the order names no sender: the service then uses the account's own, which we do not know. */
function isSameParty(listed: string | undefined, ours: string): boolean {
  if (ours === '' || listed === undefined) return true;
  const theirs = readNumber(listed, '');
  return isNumber(ours) ? isSameNumber(theirs, ours) : theirs.toLowerCase() === ours.toLowerCase();
}

function mayBeNumber(listed: string | undefined, ours: string): boolean {
  const theirs = readNumber(listed, '');
  return !isNumber(theirs) || mayBeSameNumber(theirs, ours);
}

function isNumber(party: string): boolean {
  return /^\+?\d+$/.test(party);
}
