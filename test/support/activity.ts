import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';

/** Turns of the event loop without anything going on: a hop over loopback takes one or two. */
const IDLE_TURNS = 25;
const LIMIT_MS = 20_000;

/** As Node and undici tell of them. */
const BEGINS = ['undici:request:create', 'http.client.request.start', 'http.server.request.start'];
const UNDICI_ENDS = ['undici:request:trailers', 'undici:request:error'];

/** Knows when everything has come to rest, so that time moves only while nothing is under way. */
export class Activity {
  readonly #underWay = new Set<unknown>();
  #changes = 0;

  begin(): void {
    for (const name of BEGINS) subscribe(name, this.#began);
    for (const name of UNDICI_ENDS) subscribe(name, this.#ended);
  }

  end(): void {
    for (const name of BEGINS) unsubscribe(name, this.#began);
    for (const name of UNDICI_ENDS) unsubscribe(name, this.#ended);
  }

  /** The same object, whose calls are counted while they are under way, and those of the objects in it. */
  watch<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value === 'function') return (...args: unknown[]) => this.#watched(value.apply(target, args));
        return typeof value === 'object' && value !== null ? this.watch(value) : value;
      },
    });
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.#note(() => this.#underWay.add(work));
    try {
      return await work;
    } finally {
      this.#note(() => this.#underWay.delete(work));
    }
  }

  async rest(): Promise<void> {
    const limit = performance.now() + LIMIT_MS;
    let seen = -1;
    for (let idle = 0; idle < IDLE_TURNS;) {
      await new Promise(setImmediate);
      idle = seen === this.#changes && this.#underWay.size === 0 ? idle + 1 : 0;
      seen = this.#changes;
      if (performance.now() > limit) throw new Error('it does not come to rest');
    }
  }

  #watched(result: unknown): unknown {
    return result instanceof Promise ? this.during(result) : result;
  }

  readonly #began = (message: unknown): void => {
    const { request, response = request } = message as { request: unknown; response?: unknown };
    this.#note(() => this.#underWay.add(response));
    if (!(response instanceof EventEmitter)) return;
    for (const end of ['close', 'upgrade']) response.once(end, () => this.#note(() => this.#underWay.delete(response)));
  };

  readonly #ended = (message: unknown): void => {
    const { request } = message as { request: unknown };
    this.#note(() => this.#underWay.delete(request));
  };

  #note(change: () => void): void {
    change();
    this.#changes += 1;
  }
}
