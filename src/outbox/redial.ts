import type { FaxCause } from '../domain/fax';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Pauses before each further call, by cause: docs/faxes.md#causes. A cause that is not here is not redialled. */
const PAUSES: Partial<Record<FaxCause, readonly number[]>> = {
  busy: [3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 10 * MINUTE, 10 * MINUTE],
  'no-answer': [5 * MINUTE, 15 * MINUTE],
  // A person is being rung.
  'not-fax': [15 * MINUTE],
  'line-fault': [MINUTE, 5 * MINUTE, 15 * MINUTE],
  negotiation: [MINUTE],
  'comms-fault': [MINUTE, 5 * MINUTE, 15 * MINUTE],
  'page-quality': [10 * MINUTE, 10 * MINUTE],
  hangup: [MINUTE, 5 * MINUTE, 15 * MINUTE],
  timeout: [MINUTE, 5 * MINUTE, 15 * MINUTE],
  congestion: [30 * SECOND, 2 * MINUTE, 10 * MINUTE, 10 * MINUTE],
  'provider-error': [MINUTE],
  unknown: [MINUTE, 5 * MINUTE],
};

/** At most a tenth more, so that jobs that failed together do not call together. */
const JITTER = 0.1;

/** How long to wait in ms before the next call, after `made` calls for this cause; undefined = no further call. */
export function redialPause(cause: FaxCause, made: number, random: () => number): number | undefined {
  const pause = PAUSES[cause]?.[made];
  return pause === undefined ? undefined : pause * (1 + JITTER * random());
}
