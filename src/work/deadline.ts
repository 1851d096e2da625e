import { forAnswer, fromNow, type Clock, type Timer } from '../domain/clock';

/**
 * One request's time limit (`forAnswer`) and the caller's wish to stop, as one signal. `end` must be called when the request is
 * over, however it ended; afterwards nothing holds on to the caller's signal or the clock.
 */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Did the time run out (as opposed to: the caller stopped it)? */
  readonly expired: boolean;
  /** Starts the whole time again. */
  restart(): void;
  /** Is there time left, by the clock? Of a process that was stopped itself the timers run late: then this ends it. */
  check(): boolean;
  pause(): void;
  end(): void;
}

export function startDeadline(clock: Clock, ms: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  const patienceMs = forAnswer(clock, ms);
  let timer: Timer | undefined;
  let expired = false;
  let endsAt = Infinity;
  const stop = (): void => controller.abort();
  const pause = (): void => timer?.cancel();
  const expire = (): void => {
    expired = true;
    stop();
  };
  const restart = (): void => {
    pause();
    endsAt = fromNow(clock, patienceMs);
    timer = clock.after(patienceMs, expire);
  };

  if (outer.aborted) stop();
  else outer.addEventListener('abort', stop, { once: true });
  restart();

  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    restart,
    check() {
      if (!expired && clock.now() > endsAt) expire();
      return !controller.signal.aborted;
    },
    pause,
    end() {
      pause();
      outer.removeEventListener('abort', stop);
    },
  };
}
