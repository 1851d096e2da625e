import type { SmsState } from '../../../domain/sms';

/**
 * The statuses of all of Esendex's protocols: `status` of message headers and batches, `eventType` and `errorType` of
 * account events. Esendex may add more.
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
    // Some parts are still on their way or lost, so this is neither delivered nor failed.
    partiallydelivered: 'sent',
    delivered: 'delivered',
    failed: 'failed',
    rejected: 'rejected',
    // No network has this number, so nothing was sent.
    unrecognisedrecipient: 'rejected',
    failedauthorisation: 'rejected',
    // The spelling of the vendor's Java SDK.
    failedauthoristaion: 'rejected',
    authorisationfailed: 'rejected',
    expired: 'expired',
    validityperiodexpired: 'expired',
    cancelled: 'cancelled',
  } satisfies Record<string, SmsState>),
);

/** Ignores case. A status that is not in our list is `unknown`, which is not final. */
export function smsStateOf(name: string): SmsState {
  return STATES.get(name.trim().toLowerCase()) ?? 'unknown';
}
