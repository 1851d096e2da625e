import { FAX_RESULT, FAX_STATE, UNHEARD_OF_RESULT } from './fax-results';
import { SPECIAL_NUMBERS, type NumberTable } from '../../domain/special-numbers';
import type { Delivery } from './inbox-fax';

/** How a call will go. */
export interface CallPlan {
  /** The last state before the end. */
  reaches: 'dialing' | 'negotiating' | 'sending';
  /** The number of pages delivered. */
  pages: number;
  /** The FaxResult at the end; `never`: the call hangs in its last state. */
  result: number | 'never';
  deliver: Exclude<Delivery, 'push-without-image'>;
}

/** What happens for a number: a call, an immediate FaxResult, or a refusal for lack of credit. */
export type NumberPlan = { call: CallPlan } | { result: number } | 'no-credit';

export interface DialledCall {
  totalPages: number;
  /** The number of earlier calls to this number. */
  earlierCalls: number;
}

const delivered = (pages: number, more: Partial<CallPlan> = {}): NumberPlan => ({
  call: { reaches: 'sending', pages, result: FAX_RESULT.Success, deliver: 'push', ...more },
});
const fails = (result: number, reaches: CallPlan['reaches'], pages = 0): NumberPlan => ({
  call: { reaches, pages, result, deliver: 'push' },
});

const FAX = SPECIAL_NUMBERS.fax;

/** By a number's last four digits; a fax to any other number is delivered. */
export const PLANS: NumberTable<'fax', (call: DialledCall) => NumberPlan> = {
  [FAX.delivered]: ({ totalPages }) => delivered(totalPages),
  [FAX.busy]: () => fails(FAX_RESULT.LineBusy, 'dialing'),
  [FAX['no-answer']]: () => fails(FAX_RESULT.NoAnswer, 'dialing'),
  '0004': ({ earlierCalls, totalPages }) =>
    earlierCalls === 0 ? fails(FAX_RESULT.LineBusy, 'dialing') : delivered(totalPages),
  [FAX['line-fault']]: () => fails(FAX_RESULT.LineFailure, 'dialing'),
  [FAX['no-credit']]: () => 'no-credit',
  [FAX.partial]: () => delivered(3),
  [FAX['bad-number']]: () => ({ result: FAX_RESULT.InvalidOrMissingNumber }),
  [FAX['not-fax']]: () => fails(FAX_RESULT.NotFaxMachine, 'negotiating'),
  // The vendor has no result for bad page quality, so this is a plain error after the first page.
  [FAX['page-quality']]: () => fails(FAX_RESULT.Error, 'sending', 1),
  [FAX.hangup]: () => fails(FAX_RESULT.UnexpectedDisconnect, 'sending', 2),
  '0012': ({ totalPages }) => delivered(totalPages, { deliver: 'poll-only' }),
  '0013': ({ totalPages }) => delivered(totalPages, { deliver: 'push-twice' }),
  '0014': ({ totalPages }) => delivered(totalPages, { deliver: 'reordered' }),
  '0015': () => delivered(0, { result: 'never' }),
  '0016': () => fails(FAX_RESULT.Cancelled, 'sending'),
  '0017': () => fails(UNHEARD_OF_RESULT, 'negotiating'),
};

export function planFor(dialNumber: string, call: DialledCall): NumberPlan {
  const tail = dialNumber.replace(/\D/g, '').slice(-4);
  return PLANS[tail]?.(call) ?? delivered(call.totalPages);
}

export interface CallStep {
  state: number;
  pages: number;
}

/** The states of a call before its result. */
export function stepsOf({ reaches, pages }: CallPlan): CallStep[] {
  const dialing = [{ state: FAX_STATE.Dialing, pages: 0 }];
  if (reaches === 'dialing') return dialing;
  const negotiating = [...dialing, { state: FAX_STATE.Negotiating, pages: 0 }];
  if (reaches === 'negotiating') return negotiating;
  const sending = Array.from({ length: pages + 1 }, (_, page) => ({ state: FAX_STATE.Sending, pages: page }));
  return [...negotiating, ...sending];
}
