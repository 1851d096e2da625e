import { SPECIAL_NUMBERS, type NumberTable } from '../../../domain/special-numbers';

/** One request of the status page. */
export interface StatusNotice {
  status: string;
  /** Three digits; 000 for none. */
  error?: string;
  times?: number;
}

/** What will happen to a message: its status notices in order, one per step. */
export interface MessagePlan {
  notices: readonly StatusNotice[];
  /** The first notice comes before the request to send is answered. */
  early?: boolean;
}

export interface SubmittedSms {
  /** The number of earlier messages to this number. */
  earlier: number;
}

const SUBMITTED: StatusNotice = { status: 'submitted' };
const DELIVERED: StatusNotice = { status: 'delivered' };

const ends = (...notices: StatusNotice[]): MessagePlan => ({ notices: [SUBMITTED, ...notices] });
const UNREACHABLE: StatusNotice = { status: 'failed', error: '034' };

const SMS = SPECIAL_NUMBERS.sms;

/**
 * By a number's last four digits; a message to any other number is delivered. Statuses and codes are invented, because
 * the vendor documents neither.
 */
export const PLANS: NumberTable<'sms', (sms: SubmittedSms) => MessagePlan | 'no-credit'> = {
  [SMS.delivered]: () => ends(DELIVERED),
  [SMS['bad-number']]: () => ends({ status: 'failed', error: '021' }),
  [SMS.unreachable]: () => ends(UNREACHABLE),
  [SMS.rejected]: () => ({ notices: [{ status: 'rejected', error: '030' }] }),
  [SMS.expired]: () => ends({ status: 'expired', error: '040' }),
  [SMS['no-credit']]: () => 'no-credit',
  '0007': () => ({ notices: [] }),
  '0008': () => ({ notices: [SUBMITTED, DELIVERED].map((notice) => ({ ...notice, times: 2 })) }),
  '0009': () => ({ notices: [DELIVERED, SUBMITTED], early: true }),
  '0010': () => ends(),
  '0011': () => ends({ status: 'quarantined' }),
  '0012': () => ends({ status: 'delivered', error: '012' }),
  '0013': ({ earlier }) => ends(earlier === 0 ? UNREACHABLE : DELIVERED),
};

/** `no-credit`: the request to send is refused with 402. */
export function planFor(to: string, sms: SubmittedSms): MessagePlan | 'no-credit' {
  return PLANS[to.slice(-4)]?.(sms) ?? ends(DELIVERED);
}
