import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import { keywordOf } from '../../../domain/sms-keyword';
import { readNumber } from '../wire/wire-values';
import type { MessageNotice } from './message-notice';

export function smsReceivedEvent(
  { msgRef, from, to, text, type, at }: MessageNotice & { text: string },
  { country, raw }: { country: string; raw: Record<string, unknown> },
): EventOf<'sms.received'> {
  const keyword = keywordOf(text);
  return compact({
    kind: 'sms.received',
    keyId: msgRef,
    providerId: msgRef,
    payload: compact({
      id: msgRef,
      from: readNumber(from, country),
      to: readNumber(to, country),
      text,
      receivedAt: at,
      type: type || undefined,
      keyword,
    }),
    occurredAt: at,
    raw,
  });
}
