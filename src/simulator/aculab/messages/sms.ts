import { randomBytes, randomInt } from 'node:crypto';
import type { WireBehaviour } from '../wire-behaviour';
import { wireDate, wireSeconds } from '../wire-date';

export interface SimulatedSms {
  readonly msgRef: string;
  readonly direction: 'receive' | 'send';
  readonly type: string;
  /** Digits without `+`. */
  readonly from: string;
  readonly to: string;
  readonly content: string;
  status: string;
  /** Three digits; 000 for none. */
  error: string;
}

const MAX_SERIAL = 99_999;

/** The middle part of the reference is the time in epoch seconds, as in the only sample known. */
export function createSms(sms: Omit<SimulatedSms, 'msgRef' | 'error'>, at: number): SimulatedSms {
  const msgRef = `${randomBytes(4).toString('hex')}_2.${wireSeconds(at)}.${randomInt(MAX_SERIAL)}`;
  return { ...sms, msgRef, error: '000' };
}

/** The body of a notification about a received or sent message. `at` is in ms since the epoch. */
export function smsNotice(sms: SimulatedSms, { behaviour, at }: { behaviour: WireBehaviour; at: number }): string {
  const { msgRef, direction, type, from, to, content, status, error } = sms;
  return JSON.stringify({
    status,
    direction: behaviour.direction === 'present' ? direction : undefined,
    type,
    from,
    to,
    content,
    msg_ref: msgRef,
    timestamp: wireDate(at),
    aculab_msg_err: error,
    carrier: behaviour.unknownFields ? { name: 'Example Mobile' } : undefined,
  });
}
