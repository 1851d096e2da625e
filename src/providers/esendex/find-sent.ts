import { toIso } from '../../domain/clock';
import type { SmsOrder } from '../../domain/job';
import { smsParts } from '../../domain/sms-parts';
import type { OutgoingCall, SentEvidence, SentSearch } from '../provider';
import { wireNumber } from './dispatcher-request';
import { SENT_PAGE, type EsendexClient } from './esendex-client';
import { readMessageHeader } from './message-header';
import { reading } from './rest-xml';

/** Clocks differ. */
const SKEW_MS = 5 * 60_000;

/**
 * Did a request without an answer arrive? Looks through what was sent to the number since then for the same text that
 * is no other job's of ours. Where the list may be cut, or the text has lost characters on its way and so cannot match, not
 * finding it tells nothing.
 */
export async function findSent(
  client: Pick<EsendexClient, 'sent' | 'body'>,
  account: string,
  { order, callAt }: OutgoingCall<SmsOrder>,
  search: SentSearch,
): Promise<SentEvidence> {
  const start = toIso(callAt - SKEW_MS);
  const { items } = await client.sent({ account, to: wireNumber(order.to), start }, search.signal);
  for (const item of items) {
    const header = reading(() => readMessageHeader(item));
    if (header.isInbound || (await search.isTaken(header.id.wire))) continue;
    const { text } = await client.body(header.id.wire, search.signal);
    if (isSameText(text, order.text)) return { outcome: 'found', providerId: header.id.wire };
  }
  const isTelling = items.length < SENT_PAGE && !losesCharacters(order);
  return { outcome: isTelling ? 'not-found' : 'no-telling' };
}

function losesCharacters({ text, characterset }: SmsOrder): boolean {
  return characterset === 'GSM' && smsParts(text, 'GSM').offending.length > 0;
}

/** Line ends may be rewritten on the way through XML. */
function isSameText(sent: string, ours: string): boolean {
  const plain = (text: string): string => text.replace(/\r\n?/g, '\n');
  return plain(sent) === plain(ours);
}
