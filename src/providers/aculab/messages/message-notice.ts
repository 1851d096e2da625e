import { readText } from '../../json/read-value';
import { readAculabTime } from '../wire/wire-values';

/** A notification about one received or sent SMS, with values as Aculab wrote them. */
export interface MessageNotice {
  msgRef: string;
  /** undefined when neither the field `direction` nor `status` tells. */
  direction: 'in' | 'out' | undefined;
  status: string;
  type: string | undefined;
  from: string;
  to: string;
  /** Exactly as sent. */
  text: string | undefined;
  /** ISO 8601, UTC. */
  at: string | undefined;
  /** The error code, three digits; undefined for none (`000`). */
  error: string | undefined;
}

/** Such as `36e1766e_2.1493141823.12345`. */
const MSG_REF = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,199}$/;

/** Returns undefined without a usable reference. The format is known from a single sample only. */
export function readMessageNotice(fields: Record<string, unknown>): MessageNotice | undefined {
  const msgRef = readText(fields['msg_ref'])?.trim() ?? '';
  if (!MSG_REF.test(msgRef)) return undefined;
  const status = readText(fields['status'])?.trim() ?? '';
  const error = readText(fields['aculab_msg_err'])?.trim() ?? '';
  return {
    msgRef,
    direction: directionOf(readText(fields['direction']), status),
    status,
    type: readText(fields['type']),
    from: readText(fields['from']) ?? '',
    to: readText(fields['to']) ?? '',
    text: readText(fields['content']),
    at: readAculabTime(fields['timestamp']),
    error: /^0*$/.test(error) ? undefined : error,
  };
}

function directionOf(direction: string | undefined, status: string): MessageNotice['direction'] {
  const word = direction?.trim().toLowerCase() ?? '';
  if (/^(?:receive|received|in|inbound)$/.test(word)) return 'in';
  if (/^(?:send|sent|out|outbound)$/.test(word)) return 'out';
  return status.toLowerCase() === 'received' ? 'in' : undefined;
}
