import { FAX_RESULT, FAX_STATE, UNHEARD_OF_RESULT } from './fax-results';
import { SPECIAL_NUMBERS, type NumberTable } from '../../domain/special-numbers';
import type { Delivery } from './inbox-fax';

/** How one call goes. */
export interface CallPlan {
  /** The last thing that happens before the end. */
  reaches: 'dialing' | 'negotiating' | 'sending';
  /** Delivered in the end. */
  pages: number;
  /** FaxResult at the end; `never`: the call hangs in its last state. */
  result: number | 'never';
  deliver: Exclude<Delivery, 'push-without-image'>;
}

/** What a number does: a call, a FaxResult at once, or no credit (the account is refused). */
export type NumberFate = { call: CallPlan } | { result: number } | 'no-credit';

export interface DialledCall {
  totalPages: number;
  /** Calls to this number before this one. */
  earlierCalls: number;
}

const delivered = (pages: number, more: Partial<CallPlan> = {}): NumberFate => ({
  call: { reaches: 'sending', pages, result: FAX_RESULT.Success, deliver: 'push', ...more },
});
const fails = (result: number, reaches: CallPlan['reaches'], pages = 0): NumberFate => ({
  call: { reaches, pages, result, deliver: 'push' },
});

const FAX = SPECIAL_NUMBERS.fax;

/** The last four digits decide; a number that is not here is delivered. */
export const FATES: NumberTable<'fax', (call: DialledCall) => NumberFate> = {
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
  // The vendor has no result for page quality: a bare error after the first page.
  [FAX['page-quality']]: () => fails(FAX_RESULT.Error, 'sending', 1),
  [FAX.hangup]: () => fails(FAX_RESULT.UnexpectedDisconnect, 'sending', 2),
  '0012': ({ totalPages }) => delivered(totalPages, { deliver: 'poll-only' }),
  '0013': ({ totalPages }) => delivered(totalPages, { deliver: 'push-twice' }),
  '0014': ({ totalPages }) => delivered(totalPages, { deliver: 'reordered' }),
  '0015': () => delivered(0, { result: 'never' }),
  '0016': () => fails(FAX_RESULT.Cancelled, 'sending'),
  '0017': () => fails(UNHEARD_OF_RESULT, 'negotiating'),
};

export function fateOf(dialNumber: string, call: DialledCall): NumberFate {
  const tail = dialNumber.replace(/\D/g, '').slice(-4);
  return FATES[tail]?.(call) ?? delivered(call.totalPages);
}

export interface CallStep {
  state: number;
  pages: number;
}

/** The states a call goes through before its result. */
export function stepsOf({ reaches, pages }: CallPlan): CallStep[] {
  const dialing = [{ state: FAX_STATE.Dialing, pages: 0 }];
  if (reaches === 'dialing') return dialing;
  const negotiating = [...dialing, { state: FAX_STATE.Negotiating, pages: 0 }];
  if (reaches === 'negotiating') return negotiating;
  const sending = Array.from({ length: pages + 1 }, (_, page) => ({ state: FAX_STATE.Sending, pages: page }));
  return [...negotiating, ...sending];
}
