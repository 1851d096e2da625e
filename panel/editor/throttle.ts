export interface Timers {
  set(callback: () => void, ms: number): number;
  clear(id: number): void;
}

/**
 * Runs at once if the last run was at least `ms` ago; otherwise once when `ms` have passed, however often it is asked.
 */
export class Throttle {
  readonly #run: () => void;
  readonly #ms: number;
  readonly #timers: Timers;
  #timer: number | undefined;
  #isAsked = false;

  constructor(run: () => void, ms: number, timers: Timers) {
    this.#run = run;
    this.#ms = ms;
    this.#timers = timers;
  }

  ask(): void {
    if (this.#timer !== undefined) {
      this.#isAsked = true;
      return;
    }
    this.#timer = this.#timers.set(() => this.#over(), this.#ms);
    this.#run();
  }

  stop(): void {
    if (this.#timer !== undefined) this.#timers.clear(this.#timer);
    this.#timer = undefined;
    this.#isAsked = false;
  }

  #over(): void {
    this.#timer = undefined;
    const again = this.#isAsked;
    this.#isAsked = false;
    if (again) this.ask();
  }
}
