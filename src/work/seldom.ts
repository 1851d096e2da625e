import type { Clock, Timer } from '../domain/clock';

/** Acts at the first word at once, and then not more often than every so many ms; the last word is never lost. */
export class Seldom {
  #actedAt = -Infinity;
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly everyMs: number,
    private readonly act: () => void,
  ) {}

  tell(): void {
    const left = this.#actedAt + this.everyMs - this.clock.monotonic();
    if (left <= 0) this.#act();
    else this.#timer ??= this.clock.after(left, () => this.#act());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #act(): void {
    this.stop();
    this.#actedAt = this.clock.monotonic();
    this.act();
  }
}
