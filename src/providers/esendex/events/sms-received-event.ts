import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import type { SmsReceived } from '../../../domain/sms';
import { keywordOf } from '../../../domain/sms-keyword';
import { type EsendexId, readNumber } from '../wire/wire-values';

export interface ReceivedFacts {
  messageId: EsendexId;
  /** Numbers as Esendex wrote them. */
  from: string | undefined;
  to: string | undefined;
  text: string;
  /** `Text`, `Unicode`, `Binary` or `SmartMessage` (for both, `text` is hex), `Voice`. */
  type?: string | undefined;
  parts?: number | undefined;
  receivedAt?: string | undefined;
  raw: Record<string, unknown>;
}

/**
 * The event of a received SMS. Its key is made from the message's id, which all protocols share,
 * never from a notification's own id.
 */
export function smsReceivedEvent(facts: ReceivedFacts, country: string): EventOf<'sms.received'> {
  const { messageId, text, type, parts, receivedAt, raw } = facts;
  const keyword = keywordOf(text);
  const payload: SmsReceived = compact({
    id: messageId.key,
    from: readNumber(facts.from, country),
    to: readNumber(facts.to, country),
    text,
    receivedAt,
    type: type || undefined,
    parts,
    keyword,
  });
  return compact({
    kind: 'sms.received',
    keyId: messageId.key,
    providerId: messageId.wire,
    payload,
    occurredAt: receivedAt,
    raw,
  });
}
