import type { Hand, Listed, Page, Row, Step } from '../rows';
import { counterKey } from './counter-key';
import type { View } from './view';

/** Runs a step, and again whenever it needs something that was not read yet. */
export async function takeStep<T>(view: View, step: Step<T>): Promise<T> {
  const sight = new Sight(view);
  for (;;) {
    try {
      const result = step(sight.begin());
      sight.leave();
      return result;
    } catch (error) {
      if (!(error instanceof NotRead)) throw error;
      await error.read();
    }
  }
}

/** Runs a step with what was already read; undefined: it needs more, or throws. */
export function takeStepNow<T>(view: View, step: Step<T>): { result: T } | undefined {
  const sight = new Sight(view);
  try {
    const result = step(sight.begin());
    sight.leave();
    return { result };
  } catch {
    return undefined;
  }
}

/** Thrown through a step, which then runs again. */
export class NotRead extends Error {
  constructor(readonly read: () => Promise<void>) {
    super('not read yet');
  }
}

class Sight implements Hand {
  readonly #view: View;
  readonly #read = new Map<string, string | undefined>();
  readonly #pages = new Map<string, Listed[]>();
  readonly #counts = new Map<string, number>();
  readonly #orders: number[] = [];
  #ordersTaken = 0;
  #changes: [before: Row | undefined, after: Row | undefined][] = [];
  #written = new Map<string, string | undefined>();

  constructor(view: View) {
    this.#view = view;
  }

  begin(): this {
    this.#ordersTaken = 0;
    this.#changes = [];
    this.#written = new Map();
    return this;
  }

  get(key: string): string | undefined {
    const layer = this.#layerWith(key);
    return layer === undefined ? this.getAll([key])[0] : layer.get(key);
  }

  getAll(keys: readonly string[]): (string | undefined)[] {
    const layers = keys.map((key) => this.#layerWith(key));
    if (layers.includes(undefined)) {
      const missing = keys.filter((_, index) => layers[index] === undefined);
      throw new NotRead(async () => {
        const values = await this.#view.getMany(missing);
        for (const [index, key] of missing.entries()) this.#read.set(key, values[index]);
      });
    }
    return keys.map((key, index) => layers[index]?.get(key));
  }

  list(page: Page): Listed[] {
    const name = JSON.stringify([page.gte, page.lt, page.limit, page.reverse]);
    const known = this.#pages.get(name);
    if (known) return known;
    throw new NotRead(async () => void this.#pages.set(name, await this.#view.page(page)));
  }

  count(group: string, name: string): number {
    const counter = counterKey(group, name);
    const known = this.#counts.get(counter);
    if (known !== undefined) return known;
    throw new NotRead(async () => void this.#counts.set(counter, await this.#view.count(counter)));
  }

  nextOrder(): number {
    const order = (this.#orders[this.#ordersTaken] ??= this.#view.nextPlace());
    this.#ordersTaken += 1;
    return order;
  }

  damaged(what: string): never {
    return this.#view.damaged(what);
  }

  replace(before: Row | undefined, after: Row | undefined): void {
    this.#changes.push([before, after]);
    if (before) this.#written.set(before.key, undefined);
    if (after) this.#written.set(after.key, after.value);
  }

  /** Passes on what the last run has replaced. */
  leave(): void {
    for (const [before, after] of this.#changes) {
      for (const { path } of before?.places ?? []) this.#view.del(path);
      for (const { path, shows } of after?.places ?? []) this.#view.put(path, shows);
      this.#add(before, -1);
      this.#add(after, 1);
    }
    for (const [key, value] of this.#written) {
      if (value === undefined) this.#view.del(key);
      else this.#view.put(key, value);
    }
  }

  #layerWith(key: string): ReadonlyMap<string, string | undefined> | undefined {
    if (this.#written.has(key)) return this.#written;
    return this.#view.layerWith(key) ?? (this.#read.has(key) ? this.#read : undefined);
  }

  #add(row: Row | undefined, sign: 1 | -1): void {
    if (!row?.counts) return;
    const { group, of } = row.counts;
    for (const [name, count] of Object.entries(of)) {
      if (count !== 0) this.#view.add(counterKey(group, name), sign * count);
    }
  }
}
