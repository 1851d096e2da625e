import { compact } from '../../domain/compact';
import { SPECIAL_NUMBERS, type NumberTable } from '../../domain/special-numbers';
import type { Delivery } from './inject';
import type { SmsFailure } from './sms-message';

export interface ReceiptPlan {
  kind: 'delivered' | 'failed';
  /** `submit`: before the dispatcher answers. `end`: with the last status. `after-end`: one step later. */
  at: 'submit' | 'end' | 'after-end';
  deliver?: Delivery;
}

/** What will happen to a message. */
export interface MessagePlan {
  /** The statuses after `Submitted`, one per step. */
  statuses: readonly string[];
  /** The reason in the header and in receipts. */
  failure?: SmsFailure;
  receipts: readonly ReceiptPlan[];
}

export interface SubmittedSms {
  /** The number of earlier messages to this number. */
  earlier: number;
}

const DELIVERED = ['Sent', 'Delivered'];

const failure = (code: number, detail: string, more: Partial<SmsFailure> = {}): SmsFailure => ({
  code,
  detail,
  permanent: true,
  errorType: 'Failed',
  ...more,
});
const delivered = (more: Partial<MessagePlan> = {}): MessagePlan => ({
  statuses: DELIVERED,
  receipts: [{ kind: 'delivered', at: 'end' }],
  ...more,
});
const fails = (statuses: readonly string[], reason?: SmsFailure): MessagePlan =>
  compact({
    statuses,
    failure: reason,
    receipts: [{ kind: 'failed', at: 'end' }],
  });
const silent = (...statuses: string[]): MessagePlan => ({ statuses, receipts: [] });

const UNREACHABLE = failure(27, 'Recipient could not be reached', { permanent: false });
/** The plan for a message to a number that has opted out. */
export const OPTED_OUT = fails(['Rejected'], failure(31, 'Recipient has opted out'));

const SMS = SPECIAL_NUMBERS.sms;

/**
 * By a number's last four digits; a message to any other number is delivered. Codes are invented, because the vendor's
 * list is not public. `Rejected` and `Expired` have no receipts of their own and are reported as failures.
 */
export const PLANS: NumberTable<'sms', (sms: SubmittedSms) => MessagePlan | 'no-credit'> = {
  [SMS.delivered]: () => delivered(),
  [SMS['bad-number']]: () =>
    fails(['Sent', 'Failed'], failure(21, 'Number does not exist', { errorType: 'UnrecognisedRecipient' })),
  [SMS.unreachable]: () => fails(['Sent', 'Failed'], UNREACHABLE),
  [SMS.rejected]: () => fails(['Rejected'], failure(30, 'Rejected by the network')),
  [SMS.expired]: () =>
    fails(
      ['Sent', 'Expired'],
      failure(40, 'Validity period has expired', { permanent: false, errorType: 'ValidityPeriodExpired' }),
    ),
  [SMS['no-credit']]: () => 'no-credit',
  // The receipt is lost, so only the message headers show the delivery.
  '0007': () => silent(...DELIVERED),
  '0008': () => delivered({ receipts: [{ kind: 'delivered', at: 'end', deliver: 'push-twice' }] }),
  // Out of order: the receipt comes before the dispatcher's answer, and a failure after the delivery.
  '0009': () =>
    delivered({
      receipts: [
        { kind: 'delivered', at: 'submit' },
        { kind: 'failed', at: 'after-end' },
      ],
    }),
  '0010': () => OPTED_OUT,
  '0011': () => silent('Sent'),
  '0012': () => silent('Sent', 'Quarantined'),
  '0013': () => silent('Cancelled'),
  '0014': () => silent('Sent', 'PartiallyDelivered'),
  '0015': ({ earlier }) => (earlier === 0 ? fails(['Sent', 'Failed'], UNREACHABLE) : delivered()),
  '0016': () => silent('FailedAuthorisation'),
  // Delivered, although the header has a failure reason: only the status decides.
  '0017': () => delivered({ failure: failure(102, 'Delivered after a retry', { permanent: false }) }),
  '0018': () => fails(['Sent', 'Failed']),
  // With statuses that most clients do not know.
  '0019': () => delivered({ statuses: ['Acknowledged', 'Connecting', ...DELIVERED] }),
};

/** `no-credit`: the whole request is refused with 402. */
export function planFor(to: string, sms: SubmittedSms): MessagePlan | 'no-credit' {
  return PLANS[to.slice(-4)]?.(sms) ?? delivered();
}
