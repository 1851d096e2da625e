import type { Clock } from '../../src/domain/clock';
import { deferred } from '../../src/work/deferred';

/**
 * A process that a test can kill, or stop and continue, while others in the same test go on. Meanwhile nothing that it
 * has begun comes to an end, and none of its timers runs.
 */
export class FakeProcess {
  readonly #killed = deferred();
  #state: 'running' | 'stopped' | 'killed' = 'running';
  #waiting: (() => void)[] = [];

  /** Like `kill -9`: the process never gets the result of anything it has begun. */
  kill(): void {
    this.#state = 'killed';
    this.#waiting = [];
    this.#killed.resolve();
  }

  /** Like `kill -STOP`. */
  stop(): void {
    if (this.#state === 'running') this.#state = 'stopped';
  }

  /** Like `kill -CONT`. */
  goOn(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'running';
    for (const act of this.#waiting.splice(0)) this.run(act);
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  get isKilled(): boolean {
    return this.#state === 'killed';
  }

  /** Resolves when the process is killed. */
  get killed(): Promise<void> {
    return this.#killed.promise;
  }

  /** Calls `act` now, or when a stopped process goes on; never in a killed one. */
  run(act: () => void): void {
    if (this.#state === 'running') act();
    else if (this.#state === 'stopped') this.#waiting.push(act);
  }

  /**
   * Calls something outside the process, which completes in any case; the process gets the answer only while it runs.
   */
  async ask<T>(act: () => Promise<T>): Promise<T> {
    await this.#turn();
    return this.hear(act());
  }

  /** Like `ask`, for a call that has been made already. */
  async hear<T>(answer: Promise<T>): Promise<T> {
    await answer.catch(() => undefined);
    await this.#turn();
    return answer;
  }

  /** Wraps an object so that all its methods are called by `ask`. */
  asking<T extends object>(whole: T, onAnswered: (name: string) => void = () => undefined): T {
    return new Proxy(whole, {
      get: (target, name): unknown => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          this.ask(async () => {
            const answer: unknown = await Reflect.apply(value, target, args);
            onAnswered(String(name));
            return answer;
          });
      },
    });
  }

  clock(of: Clock): Clock {
    return new Proxy(of, {
      get: (target, name): unknown => {
        if (name === 'after') return (ms: number, act: () => void) => target.after(ms, () => this.run(act));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.run(resolve));
  }
}
