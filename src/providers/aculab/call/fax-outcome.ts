import { compact } from '../../../domain/compact';
import type { FaxCause, FaxState, FaxStatus } from '../../../domain/fax';
import { isRetryable, UNASKED } from '../../../domain/fax-verdict';

/** What the end of a call means for its fax, by docs/faxes.md#causes. */
export interface FaxOutcome {
  state: Extract<FaxState, 'succeeded' | 'failed' | 'cancelled' | 'unknown'>;
  cause: FaxCause;
  retryable: boolean;
  /** As the verdict itself counts them: pages of progress may be lost. */
  pages?: number;
  /** As it came. */
  result: NonNullable<FaxStatus['result']>;
  message?: string;
}

/** What the provider says of a fax that has ended, each as it came. */
export interface FaxVerdict {
  /** The vendor's Cause; several where fields of one answer name it. */
  words: readonly string[];
  /** The fax error code beside ERROR and NOTFAX. */
  rawCause?: number | string;
  /** The option, or pair of options, that was refused. */
  failedOption?: string;
}

export interface CallVerdict {
  callCause: string;
  /** A SIP response code; `-1`: error tones before anybody answered. */
  rawCause?: string;
}

/**
 * docs/providers.md#causes-of-a-fax, as `reduced` writes them, and the words by which REST may say success.
 * NONE is no verdict: the fax is running, or never ran.
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

/** What the vendor advises, in short. */
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

/** undefined = there is no verdict. Success only where no other word contradicts it. */
export function faxOutcome({ words, rawCause, failedOption }: FaxVerdict): FaxOutcome | undefined {
  const given = words.filter((word) => !['', 'none'].includes(reduced(word)));
  const [first] = given;
  if (first === undefined) return undefined;
  // What contradicts a success decides.
  const name = given.find((word) => FAX_CAUSES.get(reduced(word)) !== 'normal') ?? first;
  const cause = FAX_CAUSES.get(reduced(name));
  const message = cause === 'bad-options' ? optionAdvice(failedOption) : ADVICE[cause ?? 'unknown'];
  return compact({
    ...outcomeOf(cause),
    result: compact({ name, code: isCode(rawCause) ? rawCause : undefined }),
    message,
  });
}

/** Counts only where there is no fax verdict: here `completed` speaks of the call and proves no fax. */
export function callOutcome({ callCause, rawCause }: CallVerdict): FaxOutcome {
  const known = CALL_CAUSES.get(reduced(callCause));
  const refined = known && SIP_CAUSES.get(rawCause?.trim() ?? '');
  const code = rawCause?.trim() ?? '';
  return {
    ...outcomeOf(refined ?? known),
    result: compact({ name: callCause === '' ? undefined : callCause, code: code === '' ? undefined : code }),
  };
}

export const INTERRUPTED: FaxOutcome = { ...outcomeOf('cancelled'), result: { name: 'interrupted' } };

/** We did not give it the fax, because the start of its call failed. */
export const WITHHELD: FaxOutcome = { ...outcomeOf('provider-error'), result: {} };

export const TIMED_OUT: FaxOutcome = { ...outcomeOf('timeout'), retryable: false, result: {} };

/** It did not ask for its fax for so long that it is not given it any more. */
export const NEVER_ASKED: FaxOutcome = { ...outcomeOf('timeout'), result: {}, message: UNASKED };

/** The call never asked for its fax, so nothing was sent, and it may be dialled again. */
export function unaskedOutcome(outcome: FaxOutcome): FaxOutcome {
  return outcome.state === 'unknown' ? { ...outcome, ...outcomeOf('provider-error') } : outcome;
}

/** The fax is there, and nothing contradicts it: docs/providers.md#aculab-cloud. */
export function storedOutcome(callCause: string): FaxOutcome | undefined {
  const isPlain = ['', 'completed'].includes(reduced(callCause));
  return isPlain ? { ...outcomeOf('normal'), result: callCause === '' ? {} : { name: callCause } } : undefined;
}

/** It is there, and whether it is whole was never said. */
export const UNTOLD: FaxOutcome = { ...outcomeOf(undefined), result: {} };

/** The platform gave up (`error_result`): whatever may have gone through may have been the whole fax. */
export function errorOutcome(result: string, mayBeThrough: boolean): FaxOutcome {
  const outcome = outcomeOf(mayBeThrough ? undefined : 'provider-error');
  return { ...outcome, result: result === '' ? {} : { name: result } };
}

function outcomeOf(cause: FaxCause | undefined): Pick<FaxOutcome, 'state' | 'cause' | 'retryable'> {
  if (cause === undefined) return { state: 'unknown', cause: 'unknown', retryable: false };
  if (cause === 'normal') return { state: 'succeeded', cause, retryable: false };
  if (cause === 'cancelled') return { state: 'cancelled', cause, retryable: false };
  // By repeating `not-fax` a person would be rung again.
  return { state: 'failed', cause, retryable: isRetryable(cause) && cause !== 'not-fax' };
}

/** `PAGEQUALITY`, `page_quality` and `Page Quality` are one word: in which form they come is not documented. */
function reduced(word: string): string {
  return word.toLowerCase().replace(/[\s_-]+/g, '');
}

function isCode(value: number | string | undefined): value is number | string {
  return typeof value === 'string' ? value !== '' : Number.isFinite(value);
}

/** Options are names with values; whatever else stands there is not shown. */
function optionAdvice(text: string | undefined): string {
  const isNamed = text !== undefined && /^[\w ,:=.+-]{1,80}$/.test(text);
  return `fax option${isNamed ? ` ${text}` : ''} refused: change it on the service`;
}
