import { SPECIAL_NUMBERS, type NumberTable } from '../../../domain/special-numbers';
import type { CallCause, CallEnd } from './application-instance';
import { UNHEARD_OF_CAUSE, type PagePattern, type TransferPlan } from './transfer-plan';

/** How an outbound call goes. */
export type CallPlan =
  | { outcome: 'failed'; end: CallEnd }
  | { outcome: 'answered'; transfer: TransferPlan; pattern: PagePattern; end: CallEnd }
  /** The platform aborts the call with an error after the first page. */
  | { outcome: 'error'; result: string };

export interface DialledCall {
  /** The number of earlier calls to this number. */
  earlierCalls: number;
}

export const COMPLETED: CallEnd = { cause: 'completed', rawCause: '200' };

const fails = (cause: CallCause, rawCause: string): CallPlan => ({ outcome: 'failed', end: { cause, rawCause } });
const ends = (transfer: TransferPlan, pattern: PagePattern = 'normal', end = COMPLETED): CallPlan => ({
  outcome: 'answered',
  transfer,
  pattern,
  end,
});
const delivered = (pattern: PagePattern = 'normal'): CallPlan => ends({ cause: 'NORMAL' }, pattern);

const HUNG_UP: CallEnd = { cause: 'hung_up', rawCause: '200' };
const BUSY = fails('busy', '486');

const FAX = SPECIAL_NUMBERS.fax;

/** By a number's last four digits; a fax to any other number is delivered. */
export const PLANS: NumberTable<'fax', (call: DialledCall) => CallPlan | 'no-credit'> = {
  [FAX.delivered]: () => delivered(),
  [FAX.busy]: () => BUSY,
  [FAX['no-answer']]: () => fails('no_answer', '480'),
  '0004': ({ earlierCalls }) => (earlierCalls === 0 ? BUSY : delivered()),
  [FAX['line-fault']]: () => ends({ cause: 'COMMSFAULT', pages: 0 }),
  [FAX['no-credit']]: () => 'no-credit',
  [FAX.partial]: () => ends({ cause: 'NORMAL', pages: 3 }),
  [FAX['bad-number']]: () => fails('unobtainable', '404'),
  [FAX['not-fax']]: () => ends({ cause: 'NOTFAX', pages: 0, negotiates: false, rawCause: 17 }),
  [FAX['page-quality']]: () => ends({ cause: 'PAGEQUALITY', pages: 1 }),
  // There is no verdict on the fax: only the final page tells that the call was hung up.
  [FAX.hangup]: () => ends({ cause: 'HANGUP', pages: 2 }, 'no-next', HUNG_UP),
  '0012': () => delivered('first-only'),
  '0013': () => delivered('twice'),
  '0014': () => delivered('reordered'),
  '0015': () => ends({ cause: 'never', pages: 1 }),
  '0016': () => ends({ cause: 'interrupted', pages: 1 }),
  '0017': () => ends({ cause: UNHEARD_OF_CAUSE, pages: 1 }),
  '0018': () => ends({ cause: 'STANDARDMISMATCH', pages: 0, negotiates: false }),
  // The call ends normally, and no page says whether the fax went through.
  '0019': () => delivered('final-only'),
  // In-band error tones before the call was answered.
  '0020': () => fails('unobtainable', '-1'),
  '0021': () => ends({ cause: 'INCONSISTENT_OPTIONS', pages: 0, failedOption: 'v17,MinDataRate' }),
  '0022': () => ({ outcome: 'error', result: 'internal error' }),
  '0023': () => fails('failed', '503'),
  '0024': () => fails('failed', '603'),
  '0025': () => ends({ cause: 'TIMEOUT', pages: 1 }),
  '0026': () => ends({ cause: 'ERROR', pages: 1, rawCause: 5 }),
  '0027': () => ends({ cause: 'ABORTED', pages: 1 }),
  '0028': () => ends({ cause: 'HANGUP', pages: 2 }, 'normal', HUNG_UP),
  '0029': () => fails('dropped', '487'),
  '0030': () => ends({ cause: 'UNKNOWN_VALUE', pages: 0, failedOption: 'MinDataRate' }),
  '0031': () => ends({ cause: 'UNKNOWN_OPTION', pages: 0, failedOption: 'v35' }),
};

/** `no-credit`: starting the service is refused with 402. */
export function planFor(to: string, call: DialledCall): CallPlan | 'no-credit' {
  return PLANS[to.replace(/\D/g, '').slice(-4)]?.(call) ?? delivered();
}
