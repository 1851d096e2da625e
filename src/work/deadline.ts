import { forAnswer, fromNow, type Clock, type Timer } from '../domain/clock';

/**
 * The time limit of one request (`forAnswer`) and the caller's own signal, combined in one signal. Call `end` when the
 * request is over, however it ended: it lets go of the caller's signal and the clock.
 */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the time ran out, as opposed to the caller having stopped it. */
  readonly expired: boolean;
  /** Starts the full time again. */
  restart(): void;
  /**
   * Whether there is time left, by the clock. Timers fire late in a process that was itself suspended, so this expires
   * the deadline where its timer has not yet.
   */
  check(): boolean;
  pause(): void;
  end(): void;
}

export function startDeadline(clock: Clock, ms: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  const patienceMs = forAnswer(clock, ms);
  let timer: Timer | undefined;
  let overdue: NodeJS.Immediate | undefined;
  let expired = false;
  let endsAt = Infinity;
  const stop = (): void => controller.abort();
  const pause = (): void => {
    timer?.cancel();
    clearImmediate(overdue);
  };
  const expire = (): void => {
    expired = true;
    stop();
  };
  const restart = (): void => {
    pause();
    endsAt = fromNow(clock, patienceMs);
    // After a process was suspended, or busy, its timers run before it reads what has arrived meanwhile.
    timer = clock.after(patienceMs, () => (overdue = setImmediate(expire)));
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
