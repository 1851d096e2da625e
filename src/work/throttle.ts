import type { Clock, Timer } from '../domain/clock';

export interface Throttle {
  /** Acts at once or, if it has acted recently, once for all calls until the pause is over. */
  call(): void;
  /** Nothing is done after this. */
  stop(): void;
}

/**
 * Limits an action that is called in floods: the first call acts at once,
 * later ones at most once in `everyMs`. `act` must not throw.
 */
export function createThrottle(clock: Clock, everyMs: number, act: () => void): Throttle {
  let resting: Timer | undefined;
  let again = false;
  let stopped = false;
  const run = (): void => {
    again = false;
    resting = clock.after(everyMs, () => {
      resting = undefined;
      if (again) run();
    });
    act();
  };
  return {
    call() {
      if (stopped) return;
      if (resting) again = true;
      else run();
    },
    stop() {
      stopped = true;
      resting?.cancel();
    },
  };
}
