import type { SmsState } from '../../../domain/sms';

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
export function smsStateOf(status: string, error: string | undefined): SmsState {
  const state = STATES.get(status.trim().toLowerCase()) ?? 'unknown';
  return error === undefined || FAILURES.includes(state) ? state : 'unknown';
}
