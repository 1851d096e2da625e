import type { EventOf } from '../../../domain/events';
import { keywordOf } from '../../../domain/sms-keyword';
import { readNumber } from '../wire/wire-values';
import type { MessageNotice } from './message-notice';

export function smsReceivedEvent(
  { msgRef, from, to, text = '', type, at }: MessageNotice,
  { country, raw }: { country: string; raw: Record<string, unknown> },
): EventOf<'sms.received'> {
  const keyword = keywordOf(text);
  return {
    kind: 'sms.received',
    keyId: msgRef,
    providerId: msgRef,
    payload: {
      id: msgRef,
      from: readNumber(from, country),
      to: readNumber(to, country),
      text,
      ...(at !== undefined && { receivedAt: at }),
      ...(type && { type }),
      ...(keyword && { keyword }),
    },
    ...(at !== undefined && { occurredAt: at }),
    raw,
  };
}
