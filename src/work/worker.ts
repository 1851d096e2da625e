import type { Clock, Timer } from '../domain/clock';

/**
 * One repeating piece of background work: offers, acknowledgements, fetches, pruning. `step` does a limited portion and
 * resolves with the ms until it wants to run again (0: after other work has had its turn; undefined: only when woken).
 * It should not reject; if it does, `onError` says when to try again.
 */
export interface WorkerOptions {
  clock: Clock;
  step: (signal: AbortSignal) => Promise<number | undefined>;
  onError: (error: unknown) => number;
}

export interface Worker {
  /** Runs as soon as possible; if a step is running, once more after it. */
  wake(): void;
  /** Aborts the running step and drops the one it had planned; nothing runs until `wake`. */
  interrupt(): void;
  /** Resolves when the running step has ended; no step begins after that. */
  stop(): Promise<void>;
}

export function createWorker({ clock, step, onError }: WorkerOptions): Worker {
  let abort = new AbortController();
  let timer: Timer | undefined;
  let running: Promise<void> | undefined;
  let wokenMeanwhile = false;
  let stopped = false;

  const runOnce = async (signal: AbortSignal): Promise<void> => {
    let delay: number | undefined;
    try {
      if (!signal.aborted) delay = await step(signal);
    } catch (error) {
      delay = onError(error);
    }
    running = undefined;
    if (stopped) return;
    if (signal.aborted) delay = undefined;
    if (wokenMeanwhile || delay === 0) next();
    else if (delay !== undefined) timer = clock.after(delay, next);
  };

  // Through the event loop, so that a long queue never starves the flow or the editor.
  const next = (): void => {
    timer?.cancel();
    timer = undefined;
    wokenMeanwhile = false;
    const { signal } = abort;
    running = new Promise((resolve) => {
      setImmediate(() => {
        void runOnce(signal).finally(resolve);
      });
    });
  };

  const interrupt = (): void => {
    abort.abort();
    abort = new AbortController();
    timer?.cancel();
    wokenMeanwhile = false;
  };

  return {
    wake() {
      if (stopped) return;
      if (running) wokenMeanwhile = true;
      else next();
    },
    interrupt,
    async stop() {
      stopped = true;
      interrupt();
      await running;
    },
  };
}
