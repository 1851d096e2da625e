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
  /** Three digits; 000 is none. */
  error: string;
}

const MAX_SERIAL = 99_999;

/** The middle of the reference is the time in epoch seconds, as in the one sample there is. */
export function createSms(sms: Omit<SimulatedSms, 'msgRef' | 'error'>, at: number): SimulatedSms {
  const msgRef = `${randomBytes(4).toString('hex')}_2.${wireSeconds(at)}.${randomInt(MAX_SERIAL)}`;
  return { ...sms, msgRef, error: '000' };
}

/** What is posted of a message, received or sent. `at`: ms since the epoch. */
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
