import { randomBytes, randomInt } from 'node:crypto';

export const CALL_CAUSES = ['completed', 'hung_up', 'no_answer', 'busy', 'unobtainable', 'dropped', 'failed'] as const;
export type CallCause = (typeof CALL_CAUSES)[number];

/** How a call ended; `rawCause` is a SIP response code, or `-1`. */
export interface CallEnd {
  cause: CallCause;
  rawCause: string;
}

/** One run of a REST application: a call with its state at the platform. Numbers are as written in the request. */
export interface ApplicationInstance {
  readonly id: string;
  readonly callId: string;
  readonly direction: 'in' | 'out';
  readonly from: string;
  readonly to: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  stoppedAt?: number;
  answeredAt?: number;
  state: 'idle' | 'inbound' | 'answered';
  /** The token in the last answer, which the next page sends back. */
  token: string | null;
  end?: CallEnd;
  /** The document that an outbound call has sent. */
  document?: Buffer;
}

export interface NewCall {
  direction: 'in' | 'out';
  from: string;
  to: string;
  token?: string | undefined;
}

const MAX_NUMBER = 999_999;

export function createInstance({ direction, from, to, token }: NewCall, startedAt: number): ApplicationInstance {
  return {
    // Like the vendor's sample: sixteen hex digits and a number.
    id: `${randomBytes(8).toString('hex')}.${randomInt(MAX_NUMBER)}`,
    callId: randomBytes(8).toString('hex'),
    direction,
    from,
    to,
    startedAt,
    state: direction === 'in' ? 'inbound' : 'idle',
    token: token ?? null,
  };
}
