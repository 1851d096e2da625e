import { compact } from '../../../domain/compact';
import type { FaxCause, FaxState, FaxStatus } from '../../../domain/fax';
import { isRetryable, UNASKED } from '../../../domain/fax-verdict';

/** How a fax ended, by docs/faxes.md#causes. */
export interface FaxOutcome {
  state: Extract<FaxState, 'succeeded' | 'failed' | 'cancelled' | 'unknown'>;
  cause: FaxCause;
  retryable: boolean;
  /** The number of pages in the verdict itself, because progress pages may have been lost. */
  pages?: number;
  /** As Aculab wrote it. */
  result: NonNullable<FaxStatus['result']>;
  message?: string;
}

/** What Aculab says about a fax that has ended, as it wrote it. */
export interface FaxVerdict {
  /** The vendor's Cause; several when more than one field of the answer states it. */
  words: readonly string[];
  /** The fax error code that comes with ERROR and NOTFAX. */
  rawCause?: number | string;
  /** The refused option or pair of options. */
  failedOption?: string;
}

export interface CallVerdict {
  callCause: string;
  /** A SIP response code; `-1` means error tones before the call was answered. */
  rawCause?: string;
}

/**
 * docs/providers.md#causes-of-a-fax, as written by `normalized`, and the words that the REST API may use for success.
 * NONE is missing because it is not a verdict: the fax is still running or never ran.
 */
const FAX_CAUSES = new Map<string, FaxCause>([
  ['normal', 'normal'],
  ['success', 'normal'],
  ['completed', 'normal'],
  ['unknownoption', 'bad-options'],
  ['unknownvalue', 'bad-options'],
  ['inconsistentoptions', 'bad-options'],
  ['notfax', 'not-fax'],
  ['commsfault', 'comms-fault'],
  ['pagequality', 'page-quality'],
  ['error', 'provider-error'],
  ['aborted', 'cancelled'],
  ['hangup', 'hangup'],
  ['timeout', 'timeout'],
  ['standardmismatch', 'negotiation'],
]);

/** The vendor's advice, shortened. */
const ADVICE: Partial<Record<FaxCause, string>> = {
  'not-fax': 'no fax machine answered: check the number',
  'comms-fault': 'the transmission failed: check the line',
  'page-quality': 'the pages came across badly: try again in ten minutes',
};

const CALL_CAUSES = new Map<string, FaxCause>([
  ['hungup', 'hangup'],
  ['dropped', 'hangup'],
  ['noanswer', 'no-answer'],
  ['busy', 'busy'],
  ['unobtainable', 'bad-number'],
  ['failed', 'provider-error'],
]);

const SIP_CAUSES = new Map<string, FaxCause>([
  ...['-1', '404', '484', '604'].map((code) => [code, 'bad-number'] as const),
  ...['486', '600'].map((code) => [code, 'busy'] as const),
  ...['408', '480'].map((code) => [code, 'no-answer'] as const),
  ...['403', '603', '607', '608'].map((code) => [code, 'rejected'] as const),
  ['503', 'congestion'],
]);

/** Returns undefined without a verdict. A success counts only if no other word contradicts it. */
export function faxOutcome({ words, rawCause, failedOption }: FaxVerdict): FaxOutcome | undefined {
  const given = words.filter((word) => !['', 'none'].includes(normalized(word)));
  const [first] = given;
  if (first === undefined) return undefined;
  // A word that contradicts a success decides.
  const name = given.find((word) => FAX_CAUSES.get(normalized(word)) !== 'normal') ?? first;
  const cause = FAX_CAUSES.get(normalized(name));
  const message = cause === 'bad-options' ? optionAdvice(failedOption) : ADVICE[cause ?? 'unknown'];
  return compact({
    ...outcomeOf(cause),
    result: compact({ name, code: isCode(rawCause) ? rawCause : undefined }),
    message,
  });
}

/**
 * Used only without a verdict on the fax. Here `completed` is about the call and does
 * not prove that a fax went through.
 */
export function callOutcome({ callCause, rawCause }: CallVerdict): FaxOutcome {
  const known = CALL_CAUSES.get(normalized(callCause));
  const refined = known && SIP_CAUSES.get(rawCause?.trim() ?? '');
  const code = rawCause?.trim() ?? '';
  return {
    ...outcomeOf(refined ?? known),
    result: compact({ name: callCause === '' ? undefined : callCause, code: code === '' ? undefined : code }),
  };
}

export const INTERRUPTED: FaxOutcome = { ...outcomeOf('cancelled'), result: { name: 'interrupted' } };

/** We did not give the call its fax, because starting the call failed. */
export const WITHHELD: FaxOutcome = { ...outcomeOf('provider-error'), result: {} };

export const TIMED_OUT: FaxOutcome = { ...outcomeOf('timeout'), retryable: false, result: {} };

/** The call did not ask for its fax for so long that it will not get it any more. */
export const NEVER_ASKED: FaxOutcome = { ...outcomeOf('timeout'), result: {}, message: UNASKED };

/** A call that never asked for its fax has sent nothing, so the number may be dialled again. */
export function unaskedOutcome(outcome: FaxOutcome): FaxOutcome {
  return outcome.state === 'unknown' ? { ...outcome, ...outcomeOf('provider-error') } : outcome;
}

/**
 * Success, because the fax is in the media store and the call's cause does
 * not contradict it: docs/providers.md#aculab-cloud.
 */
export function storedOutcome(callCause: string): FaxOutcome | undefined {
  const isPlain = ['', 'completed'].includes(normalized(callCause));
  return isPlain ? { ...outcomeOf('normal'), result: callCause === '' ? {} : { name: callCause } } : undefined;
}

/** The fax is in the media store, but Aculab never said whether it is complete. */
export const MAYBE_COMPLETE: FaxOutcome = { ...outcomeOf(undefined), result: {} };

/** Aculab aborted the call (`error_result`). `mayBeThrough`: pages may have arrived, so the outcome is unknown. */
export function errorOutcome(result: string, mayBeThrough: boolean): FaxOutcome {
  const outcome = outcomeOf(mayBeThrough ? undefined : 'provider-error');
  return { ...outcome, result: result === '' ? {} : { name: result } };
}

function outcomeOf(cause: FaxCause | undefined): Pick<FaxOutcome, 'state' | 'cause' | 'retryable'> {
  if (cause === undefined) return { state: 'unknown', cause: 'unknown', retryable: false };
  if (cause === 'normal') return { state: 'succeeded', cause, retryable: false };
  if (cause === 'cancelled') return { state: 'cancelled', cause, retryable: false };
  // After `not-fax`, another attempt would ring the same person again.
  return { state: 'failed', cause, retryable: isRetryable(cause) && cause !== 'not-fax' };
}

/** `PAGEQUALITY`, `page_quality` and `Page Quality` become one word, because the spelling is not documented. */
function normalized(word: string): string {
  return word.toLowerCase().replace(/[\s_-]+/g, '');
}

function isCode(value: number | string | undefined): value is number | string {
  return typeof value === 'string' ? value !== '' : Number.isFinite(value);
}

/** Quotes the refused option only if it looks like one, because anything else may hold content. */
function optionAdvice(text: string | undefined): string {
  const isNamed = text !== undefined && /^[\w ,:=.+-]{1,80}$/.test(text);
  return `fax option${isNamed ? ` ${text}` : ''} refused: change it on the service`;
}
