import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import { isFinalSmsState, smsStateRank, type SmsState, type SmsStatus } from '../../../domain/sms';
import { readNumber } from '../wire/wire-values';
import type { MessageNotice } from './message-notice';

export interface StatusContext {
  country: string;
  raw: Record<string, unknown>;
  /** The correlation value of the request to send that it belongs to. */
  correlation: string | undefined;
}

/** The status event of a sent message's receipt. */
export function smsStatusEvent(
  { msgRef, status, error, from, to, at }: MessageNotice,
  { country, raw, correlation }: StatusContext,
): EventOf<'sms.status'> {
  const state = smsStateOf(status, error);
  const final = isFinalSmsState(state);
  const hasFailed = final && state !== 'delivered';
  const payload: SmsStatus = compact({
    id: msgRef,
    providerId: msgRef,
    state,
    final,
    success: final ? state === 'delivered' : undefined,
    retryable: state === 'expired',
    occurredAt: at,
    to: readNumber(to, country),
    from: readNumber(from, country),
    result: compact({ code: error, name: status }),
    failure: hasFailed && error !== undefined ? failureOf(error) : undefined,
  });
  return compact({
    kind: 'sms.status',
    keyId: `${msgRef}:${state}`,
    providerId: msgRef,
    payload,
    occurredAt: at,
    correlation,
    progress: { subject: msgRef, attempt: 1, rank: smsStateRank(state), pages: 0, final },
    raw,
  });
}

/** The meaning of the codes is not documented, nor whether a failure is permanent. */
function failureOf(error: string): NonNullable<SmsStatus['failure']> {
  return /^\d{1,9}$/.test(error) ? { code: Number(error) } : { detail: error };
}

/** The vendor documents none of these words. Any other word is `unknown` rather than a guess. */
const STATES = new Map<string, SmsState>([
  ['queued', 'queued'],
  ['accepted', 'accepted'],
  ['submitted', 'sent'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['failed', 'failed'],
  ['undelivered', 'failed'],
  ['undeliverable', 'failed'],
  ['rejected', 'rejected'],
  ['expired', 'expired'],
  ['cancelled', 'cancelled'],
]);

const FAILURES: readonly SmsState[] = ['failed', 'rejected', 'expired', 'cancelled'];

/** `error` is the error code. A good status with an error code contradicts itself, so the state is then `unknown`. */
function smsStateOf(status: string, error: string | undefined): SmsState {
  const state = STATES.get(status.trim().toLowerCase()) ?? 'unknown';
  return error === undefined || FAILURES.includes(state) ? state : 'unknown';
}
