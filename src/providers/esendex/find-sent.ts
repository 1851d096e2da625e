import { toIso } from '../../domain/clock';
import type { SmsOrder } from '../../domain/job';
import { smsParts } from '../../domain/sms-parts';
import type { OutgoingCall, SentEvidence, SentSearch } from '../provider';
import { wireNumber } from './dispatcher-request';
import { SENT_PAGE, type EsendexClient, type InboxPage } from './esendex-client';
import { readMessageHeader, type MessageHeader } from './message-header';
import { reading } from './rest-xml';

/** Clocks differ. */
const SKEW_MS = 5 * 60_000;
/** The smallest number of items that the vendor's documents name as a page's default. */
const DEFAULT_PAGE = 15;
/** What XML 1.0 cannot hold, and so cannot bring back (https://www.w3.org/TR/xml/#charsets). */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Did a request without an answer arrive? Looks through what was sent to the number since then for the same text that
 * is no other job's of ours. `not-found` has it sent again, so it is said only where a message that had arrived would
 * have been recognised.
 */
export async function findSent(
  client: Pick<EsendexClient, 'sent' | 'body'>,
  account: string,
  { order, callAt }: OutgoingCall<SmsOrder>,
  search: SentSearch,
): Promise<SentEvidence> {
  const start = toIso(callAt - SKEW_MS);
  const page = await client.sent({ account, to: wireNumber(order.to), start }, search.signal);
  let isTelling = isWhole(page) && isRecognisable(order);
  for (const item of page.items) {
    const header = reading(() => readMessageHeader(item));
    if (isOthers(header, account) || (await search.isTaken(header.id.wire))) continue;
    const { text } = await client.body(header.id.wire, search.signal);
    if (!isSameText(text, order.text)) continue;
    const isOurs = isSameParty(header.to, order.to) && isSameParty(header.from, order.from);
    if (isOurs) return { outcome: 'found', providerId: header.id.wire };
    // Somebody else's, or ours with a number that the service writes in another way.
    isTelling = false;
  }
  return { outcome: isTelling ? 'not-found' : 'no-telling' };
}

/** How much a page of the service can hold is not documented, and it need not say how much there is. */
function isWhole({ items, total }: InboxPage): boolean {
  if (total === undefined) return items.length < DEFAULT_PAGE;
  return items.length < SENT_PAGE && total <= items.length;
}

/** A national number is listed as the account's country completes it; a text may have lost characters on its way. */
function isRecognisable({ to, text, characterset }: SmsOrder): boolean {
  if (!to.startsWith('+') || NOT_XML.test(text)) return false;
  return characterset !== 'GSM' || smsParts(text, 'GSM').offending.length === 0;
}

/** The service's filters are not trusted, because other programs send the same texts. */
function isOthers({ direction, reference }: MessageHeader, account: string): boolean {
  return direction === 'inbound' || (!!reference && reference.toLowerCase() !== account.toLowerCase());
}

/** Line ends may be rewritten on the way through XML. */
function isSameText(sent: string, ours: string): boolean {
  const plain = (text: string): string => text.replace(/\r\n?/g, '\n');
  return plain(sent) === plain(ours);
}

/** Nothing of ours: the account's own, whichever that is. */
function isSameParty(listed: string | undefined, ours: string): boolean {
  if (ours === '' || listed === undefined) return true;
  const [theirs, own] = [plainParty(listed), plainParty(ours)];
  return /^\d+$/.test(own) ? theirs.endsWith(own) : theirs === own;
}

/** Without what stands before a number now and then: `+`, `00`, the `0` of a national one. */
function plainParty(party: string): string {
  return party
    .trim()
    .toLowerCase()
    .replace(/^(?:\+|0+)(?=\d+$)/, '');
}
