import type { FaxCause, FaxState } from '../../../domain/fax';
import { isRetryable } from '../../../domain/fax-verdict';
import { readText } from '../../json/read-value';

/** The provider's `FaxResult`: the code and name that it sent, and the missing one of the two if we know it. */
export interface FaxResult {
  code?: number;
  name?: string;
}

/** What a `FaxResult` means for a fax, by docs/faxes.md#causes. */
export interface FaxOutcome {
  /** `in-progress`: the result says nothing about the state, which is in the `FaxState` beside it. */
  state: 'in-progress' | Extract<FaxState, 'queued' | 'succeeded' | 'failed' | 'cancelled' | 'unknown'>;
  final: boolean;
  cause: FaxCause;
  retryable: boolean;
}

export const IN_PROGRESS: FaxResult = { code: 2, name: 'InProgress' };
const NOTHING_TO_CANCEL = 14;
export const UNAUTHORIZED = 100;
export const ITEM_NOT_FOUND = 103;

/** etherFAX's values of `FaxResult`. 0 is success, so never test a code for truthiness. */
const KNOWN = new Map<number, { name: string; cause: FaxCause }>([
  [0, { name: 'Success', cause: 'normal' }],
  [1, { name: 'Error', cause: 'provider-error' }],
  [2, { name: 'InProgress', cause: 'none' }],
  [3, { name: 'LineBusy', cause: 'busy' }],
  [4, { name: 'LineDead', cause: 'line-fault' }],
  [5, { name: 'LineFailure', cause: 'line-fault' }],
  [6, { name: 'NoDialTone', cause: 'line-fault' }],
  [7, { name: 'NoAnswer', cause: 'no-answer' }],
  [8, { name: 'InvalidOrMissingNumber', cause: 'bad-number' }],
  [9, { name: 'InvalidOrMissingFile', cause: 'bad-document' }],
  [10, { name: 'InvalidChannel', cause: 'bad-options' }],
  [11, { name: 'UnexpectedDisconnect', cause: 'hangup' }],
  [12, { name: 'NoChannelsAvailable', cause: 'congestion' }],
  [13, { name: 'ChannelUnavailable', cause: 'congestion' }],
  [NOTHING_TO_CANCEL, { name: 'NothingToCancel', cause: 'cancelled' }],
  [15, { name: 'DeviceTimeout', cause: 'timeout' }],
  [16, { name: 'DeviceBusy', cause: 'busy' }],
  [17, { name: 'NotFaxMachine', cause: 'not-fax' }],
  [18, { name: 'IncompatibleFaxMachine', cause: 'negotiation' }],
  [19, { name: 'FileError', cause: 'bad-document' }],
  [20, { name: 'FileNotFound', cause: 'bad-document' }],
  [21, { name: 'FileUnsupported', cause: 'bad-document' }],
  [22, { name: 'CallCollision', cause: 'line-fault' }],
  [23, { name: 'Cancelled', cause: 'cancelled' }],
  [24, { name: 'CallBlocked', cause: 'rejected' }],
  [25, { name: 'DestinationBlackListed', cause: 'blocked' }],
  [UNAUTHORIZED, { name: 'Unauthorized', cause: 'auth' }],
  [101, { name: 'InvalidParameter', cause: 'bad-options' }],
  [102, { name: 'NotImplemented', cause: 'bad-options' }],
  [ITEM_NOT_FOUND, { name: 'ItemNotFound', cause: 'unknown' }],
]);

const CODE_OF_NAME = new Map([...KNOWN].map(([code, { name }]) => [name.toLowerCase(), code]));

/** Accepts a number, a numeric string or a name in any case; undefined for anything else. */
export function readFaxResult(value: unknown): FaxResult | undefined {
  const text = readText(value)?.trim() ?? '';
  if (text === '') return undefined;
  const code = /^-?\d{1,9}$/.test(text) ? Number(text) : CODE_OF_NAME.get(text.toLowerCase());
  if (code === undefined) return { name: text };
  const known = KNOWN.get(code);
  return known === undefined ? { code } : { code, name: known.name };
}

/**
 * What a result means. `pages` (undefined = the provider does not say) decides how a result
 * that is not in our table is read.
 */
export function outcomeOf(result: FaxResult, pages: number | undefined): FaxOutcome {
  const { code } = result;
  const cause = code === undefined ? undefined : KNOWN.get(code)?.cause;
  if (cause === undefined) return newOutcome(pages);
  // NothingToCancel only answers a cancel request: the job itself goes on.
  if (code === IN_PROGRESS.code || code === NOTHING_TO_CANCEL) {
    return { state: 'in-progress', final: false, cause, retryable: false };
  }
  // The outcome is unknown for now, because a later query may still find the fax.
  if (code === ITEM_NOT_FOUND) return { state: 'unknown', final: false, cause, retryable: false };
  return knownOutcome(cause);
}

function knownOutcome(cause: FaxCause): FaxOutcome {
  if (cause === 'normal') return { state: 'succeeded', final: true, cause, retryable: false };
  if (cause === 'cancelled') return { state: 'cancelled', final: true, cause, retryable: false };
  // No channel was free, so no call was attempted.
  if (cause === 'congestion') return { state: 'queued', final: false, cause, retryable: true };
  return { state: 'failed', final: true, cause, retryable: isRetryable(cause) };
}

/**
 * A result that is not in our table counts as final. Unless it is certain that no page went through, another
 * attempt might send pages twice.
 */
function newOutcome(pages: number | undefined): FaxOutcome {
  return pages === 0
    ? { state: 'failed', final: true, cause: 'unknown', retryable: true }
    : { state: 'unknown', final: true, cause: 'unknown', retryable: false };
}
