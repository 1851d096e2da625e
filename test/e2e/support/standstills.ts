const TICK_MS = 250;
/** Whoever asked a simulator waits at least five seconds for its answer: `forAnswer` in src/domain/clock.ts. */
const LONG_MS = 4_000;

/** Notes when this process stood still, and the simulators with it: a request without an answer is then no fault of the product. */
export class Standstills {
  /** When each of them began. */
  readonly begins: number[] = [];
  readonly #timer: NodeJS.Timeout;
  #seen = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#look(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    const ms = Math.round(now - this.#seen);
    this.#seen = now;
    if (ms < LONG_MS) return;
    console.log(`    this process stood still for ${ms} ms`);
    this.begins.push(Date.now() - ms);
  }
}
