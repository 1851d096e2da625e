import type { Clock, Timer } from '../domain/clock';

export interface Throttle {
  /** At once, or when the last time is long enough ago: once for all calls until then. */
  call(): void;
  /** Nothing is called any more. */
  stop(): void;
}

/** Carries out what is asked for in floods: the first time at once, then once in `everyMs`. `act` must not throw. */
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
