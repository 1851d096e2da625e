import type { Clock, Timer } from '../../domain/clock';

/** Does one thing again and again, never twice at a time, and at once where somebody asks for it. */
export class Rhythm {
  #timer: Timer | undefined;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #isOver = false;

  constructor(
    private readonly clock: Pick<Clock, 'after'>,
    /** Resolves with how long to wait until the next time. Must not reject. */
    private readonly beat: () => Promise<number>,
  ) {}

  start(ms: number): void {
    if (this.#isOver) return;
    this.#timer?.cancel();
    this.#timer = this.clock.after(ms, () => void this.now());
  }

  /** Resolves once a time that began after this call has ended. Whoever asks in the same tick shares it. Never rejects. */
  now(): Promise<void> {
    this.#next ??= this.#afterCurrent();
    return this.#next;
  }

  /** Resolves when what is under way has ended. */
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
    this.#current = this.beat().then((ms) => this.start(ms));
    await this.#current;
  }
}
