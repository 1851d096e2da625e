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

/** Listed from so long before the call: the service's clock may be another than we believe by hours. */
const WINDOW_MS = 24 * 60 * 60_000;
/** The service has several clocks, and `Date` need not be of the one that dates messages. */
const MARGIN_MS = 5 * 60_000;
/** The smallest number of items that the vendor's documents name as a page's default. */
const DEFAULT_PAGE = 15;

/**
 * Did a request without an answer arrive? Looks through what was sent to the number since then for the same text that
 * is no other job's of ours. `not-found` has it sent again, so it is said only where a message that had arrived would
 * have been listed, and nothing that is listed may be it.
 */
export async function findSent(
  client: Pick<EsendexClient, 'sent' | 'body'>,
  { account, clock }: { account: string; clock: Clock },
  { order, callAt }: OutgoingCall<SmsOrder>,
  search: SentSearch,
): Promise<SentEvidence> {
  const startAt = callAt + clock.theirs() - clock.now() - WINDOW_MS;
  const page = await client.sent({ account, to: wireNumber(order.to), start: toIso(startAt) }, search.signal);
  // By the service's clock, from here on.
  const begunAt = callAt + (page.skewMs ?? 0) - MARGIN_MS;
  const isCovered = page.skewMs !== undefined && startAt <= begunAt;
  let isTelling = isCovered && isWhole(page) && isRecognisable(order);
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
    // Somebody else's, or ours that the service writes in another way, or dates by another clock.
    isTelling = false;
  }
  const [only, another] = alike;
  if (only !== undefined && another === undefined) return { outcome: 'found', providerId: only };
  return { outcome: isTelling ? 'not-found' : 'no-telling' };
}

/** How much a page of the service can hold is not documented, and it need not say how much there is. */
function isWhole({ items, total }: InboxPage): boolean {
  if (total === undefined) return items.length < DEFAULT_PAGE;
  return items.length < SENT_PAGE && total <= items.length;
}

/**
 * A national number is listed as the account's country completes it; a text may have lost characters on its way; and
 * whether a scheduled SMS is listed before it goes out is not documented.
 */
function isRecognisable({ to, text, characterset, sendAt }: SmsOrder): boolean {
  if (!to.startsWith('+') || !fitsXml(text) || sendAt !== undefined) return false;
  return characterset !== 'GSM' || smsParts(text, 'GSM').offending.length === 0;
}

/** The service's filters are not trusted, because other programs send the same texts. */
function isOthers({ direction, reference }: MessageHeader, account: string): boolean {
  return direction === 'inbound' || (!!reference && reference.toLowerCase() !== account.toLowerCase());
}

/** Nothing of ours: the account's own, whichever that is. */
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
