import type { Clock } from '../../src/domain/clock';
import { deferred } from '../../src/work/deferred';

/**
 * A process that a test kills, or stops and lets go on, while others of the same test go on: nothing that it has begun comes
 * to an end meanwhile, and none of its timers runs.
 */
export class FakeProcess {
  readonly #killed = deferred();
  #state: 'running' | 'stopped' | 'killed' = 'running';
  #waiting: (() => void)[] = [];

  /** As `kill -9`: whatever it has begun, it never hears of it. */
  kill(): void {
    this.#state = 'killed';
    this.#waiting = [];
    this.#killed.resolve();
  }

  /** As `kill -STOP`. */
  stop(): void {
    if (this.#state === 'running') this.#state = 'stopped';
  }

  /** As `kill -CONT`. */
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

  /** Resolves when it is. */
  get killed(): Promise<void> {
    return this.#killed.promise;
  }

  /** Now, once it goes on, or never. */
  run(act: () => void): void {
    if (this.#state === 'running') act();
    else if (this.#state === 'stopped') this.#waiting.push(act);
  }

  /** It asks somebody else, who does what he is asked, and hears the answer while it runs. */
  async ask<T>(act: () => Promise<T>): Promise<T> {
    await this.#turn();
    return this.hear(act());
  }

  /** The same of what has left it already. */
  async hear<T>(answer: Promise<T>): Promise<T> {
    await answer.catch(() => undefined);
    await this.#turn();
    return answer;
  }

  /** Everything of `whole` is asked in this way. */
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
