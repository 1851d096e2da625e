import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import { isFinalSmsState, smsStateRank, type SmsState, type SmsStatus } from '../../../domain/sms';
import { readNumber } from '../wire/wire-values';
import type { MessageNotice } from './message-notice';

export interface StatusContext {
  country: string;
  raw: Record<string, unknown>;
  /** Of the request that it belongs to. */
  correlation: string | undefined;
}

/** A receipt of a message that was sent. */
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

/** What the codes mean, and whether a failure is for good, is not documented. */
function failureOf(error: string): NonNullable<SmsStatus['failure']> {
  return /^\d{1,9}$/.test(error) ? { code: Number(error) } : { detail: error };
}

/** The vendor documents none of these words; what is not here is `unknown`, never a guess. */
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

/** `error`: the code beside it. A good word with an error code is a contradiction, so it is believed neither way. */
function smsStateOf(status: string, error: string | undefined): SmsState {
  const state = STATES.get(status.trim().toLowerCase()) ?? 'unknown';
  return error === undefined || FAILURES.includes(state) ? state : 'unknown';
}
