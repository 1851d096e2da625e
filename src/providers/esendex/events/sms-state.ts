import type { SmsState } from '../../../domain/sms';

/**
 * Every status that any of the vendor's protocols names: `status` of message headers and batches, `eventType` and
 * `errorType` of account events. The set is open on their side.
 */
const STATES = new Map<string, SmsState>(
  Object.entries({
    scheduled: 'queued',
    queued: 'queued',
    submitted: 'accepted',
    acknowledged: 'accepted',
    authorised: 'accepted',
    processing: 'accepted',
    connecting: 'accepted',
    dispatched: 'sent',
    sent: 'sent',
    // Some parts are still on their way, or lost: neither delivered nor failed.
    partiallydelivered: 'sent',
    delivered: 'delivered',
    failed: 'failed',
    rejected: 'rejected',
    // No network knows the number: nothing was tried.
    unrecognisedrecipient: 'rejected',
    failedauthorisation: 'rejected',
    // As the vendor's Java SDK spells it.
    failedauthoristaion: 'rejected',
    authorisationfailed: 'rejected',
    expired: 'expired',
    validityperiodexpired: 'expired',
    cancelled: 'cancelled',
  } satisfies Record<string, SmsState>),
);

/** By name, in any case; one that is newer than we are is `unknown`, which is not final here. */
export function smsStateOf(name: string): SmsState {
  return STATES.get(name.trim().toLowerCase()) ?? 'unknown';
}
