import type { Clock, Timer } from '../../domain/clock';

/** Repeats something, never twice at a time, and at once when asked to. */
export class Rhythm {
  readonly #clock: Pick<Clock, 'after'>;
  /** Resolves with the ms to wait until the next time. Must not reject. */
  readonly #beat: () => Promise<number>;
  #timer: Timer | undefined;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #isOver = false;

  constructor(clock: Pick<Clock, 'after'>, beat: () => Promise<number>) {
    this.#clock = clock;
    this.#beat = beat;
  }

  start(ms: number): void {
    if (this.#isOver) return;
    this.#timer?.cancel();
    this.#timer = this.#clock.after(ms, () => void this.now());
  }

  /** Resolves when a run that began after this call has ended. Calls in the same tick share one run. Never rejects. */
  now(): Promise<void> {
    this.#next ??= this.#afterCurrent();
    return this.#next;
  }

  /** Resolves when the run under way has ended. */
  stop(): Promise<void> {
    this.#isOver = true;
    this.#timer?.cancel();
    return this.#current;
  }

  async #afterCurrent(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    await this.#current;
    this.#next = undefined;
    if (this.#isOver) return;
    this.#timer?.cancel();
    this.#current = this.#beat().then((ms) => this.start(ms));
    await this.#current;
  }
}
