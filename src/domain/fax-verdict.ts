import type { FaxCause, FaxState } from './fax';

/** After these a further call makes sense: docs/faxes.md#causes. */
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

/** May a fax that failed for this cause be sent again as it is? */
export function isRetryable(cause: FaxCause): boolean {
  return RETRYABLE.has(cause);
}

/** Of a call that was to ask us for its document, and did not: what to look at. */
export const UNASKED =
  'the call never asked for its fax: check that the Public address of the connection can be reached from outside';

interface Verdict {
  state: FaxState;
  cause: FaxCause;
  retryable: boolean;
}

/**
 * Success with fewer pages than were sent, or than were counted on the way, is none: docs/faxes.md#success-that-is-none.
 * `arrived`: undefined where nobody has counted. `known`: at least so many there are.
 */
export function withoutMissingPages<V extends Verdict>(
  verdict: V,
  { arrived, known }: { arrived: number | undefined; known: number },
): V {
  if (verdict.state !== 'succeeded' || arrived === undefined || arrived >= known) return verdict;
  return { ...verdict, state: 'failed', cause: 'partial', retryable: false };
}
