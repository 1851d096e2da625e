import { authProbeMs, backoffMs } from '../../work/backoff';
import type { Failure } from './failure';

export interface RetryPlan {
  /** How long to wait after this failure, in ms. */
  waitMs(failure: Failure): number;
  /** To be called when a socket has been live for long enough: the next failure starts from the shortest wait again. */
  reset(): void;
}

const SLOW_MIN_MS = 5 * 60_000;
const SLOW_MAX_MS = 15 * 60_000;

/** The server repeats the event that was too large, so an earlier reconnect would only meet it again. */
const TOO_LARGE_MS = 5 * 60_000;

export function createRetryPlan(random: () => number): RetryPlan {
  let failures = 0;
  let refusals = 0;
  return {
    waitMs(failure) {
      switch (failure.class) {
        case 'auth':
          refusals += 1;
          return authProbeMs(refusals);
        case 'slow':
          return Math.round(SLOW_MIN_MS + random() * (SLOW_MAX_MS - SLOW_MIN_MS));
        case 'too-large':
          return TOO_LARGE_MS;
        case 'normal':
          return failure.retryAfterMs ?? backoffMs(failures++, random);
      }
    },
    reset() {
      refusals = 0;
      failures = 0;
    },
  };
}
