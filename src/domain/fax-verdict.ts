import type { FaxCause, FaxState } from './fax';

/** Causes after which another call makes sense: docs/faxes.md#causes. */
const RETRYABLE: ReadonlySet<FaxCause> = new Set<FaxCause>([
  'busy',
  'no-answer',
  'not-fax',
  'line-fault',
  'negotiation',
  'comms-fault',
  'page-quality',
  'hangup',
  'timeout',
  'congestion',
  'provider-error',
]);

/** Whether a fax that failed for this cause may be sent again unchanged. */
export function isRetryable(cause: FaxCause): boolean {
  return RETRYABLE.has(cause);
}

/** What the user should check when a call should have fetched its document from us and did not. */
export const UNASKED =
  'the call never asked for its fax: check that the Public address of the connection can be reached from outside';

interface Verdict {
  state: FaxState;
  cause: FaxCause;
  retryable: boolean;
}

/**
 * Success with fewer pages than were sent, or than were counted on the way, is a failure:
 * docs/faxes.md#success-that-is-not-one. `arrived`: undefined if nothing has counted them. `known`: the fax has at least
 * this many pages.
 */
export function withoutMissingPages<V extends Verdict>(
  verdict: V,
  { arrived, known }: { arrived: number | undefined; known: number },
): V {
  if (verdict.state !== 'succeeded' || arrived === undefined || arrived >= known) return verdict;
  return { ...verdict, state: 'failed', cause: 'partial', retryable: false };
}
