import { SPECIAL_NUMBERS, type NumberTable } from '../../../domain/special-numbers';

/** One call of the status page. */
export interface StatusNotice {
  status: string;
  /** Three digits; 000 is none. */
  error?: string;
  times?: number;
}

/** How one message fares: its notices in the order in which they come, one a step. */
export interface MessagePlan {
  notices: readonly StatusNotice[];
  /** The first comes before the request is answered. */
  early?: boolean;
}

export interface SubmittedSms {
  /** Messages to this number before this one. */
  earlier: number;
}

const SUBMITTED: StatusNotice = { status: 'submitted' };
const DELIVERED: StatusNotice = { status: 'delivered' };

const ends = (...notices: StatusNotice[]): MessagePlan => ({ notices: [SUBMITTED, ...notices] });
const UNREACHABLE: StatusNotice = { status: 'failed', error: '034' };

const SMS = SPECIAL_NUMBERS.sms;

/**
 * The last four digits decide; a number that is not here is delivered. Statuses and codes are invented: the vendor
 * names neither.
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

/** `no-credit`: the request is refused with 402. */
export function planFor(to: string, sms: SubmittedSms): MessagePlan | 'no-credit' {
  return PLANS[to.slice(-4)]?.(sms) ?? ends(DELIVERED);
}
