import type { Entry, PageRequest, Reader } from './reader';

/** By how much counters change, by key. */
export type Tally = Map<string, number>;

/** What a step needs from the database besides what is stored. */
export interface Ledger {
  /** The next place in order of arrival, never given again. */
  nextPlace(): number;
  /** The value of a counter after all batches before this one. */
  count(key: string): Promise<number>;
}

/** A batch that is being built. */
export class Draft {
  readonly changes = new Map<string, string | undefined>();
  readonly tally: Tally = new Map();
}

/** What a change sees: the database, with everything on top that is already part of the batch. */
export class View implements Reader {
  readonly #draft: Draft;
  readonly #prefetched: ReadonlyMap<string, string | undefined>;
  readonly #reader: Reader;
  readonly #ledger: Ledger;
  readonly #own = new Draft();

  constructor(draft: Draft, prefetched: ReadonlyMap<string, string | undefined>, reader: Reader, ledger: Ledger) {
    this.#draft = draft;
    this.#prefetched = prefetched;
    this.#reader = reader;
    this.#ledger = ledger;
  }

  async get(key: string): Promise<string | undefined> {
    const layer = this.layerWith(key);
    return layer === undefined ? this.#reader.get(key) : layer.get(key);
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    const unknown = keys.filter((key) => this.layerWith(key) === undefined);
    const values = unknown.length === 0 ? [] : await this.#reader.getMany(unknown);
    const stored = new Map(unknown.map((key, index) => [key, values[index]]));
    return keys.map((key) => (this.layerWith(key) ?? stored).get(key));
  }

  async page(request: PageRequest): Promise<Entry[]> {
    const changed = this.#changedWithin(request);
    // Each change can take away at most one entry of the database, so this many are enough to fill the page.
    const stored = await this.#reader.page({ ...request, limit: request.limit + changed.size });
    const merged = new Map<string, string | undefined>([...stored, ...changed]);
    const entries = [...merged].filter((entry): entry is Entry => entry[1] !== undefined);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    if (request.reverse === true) entries.reverse();
    return entries.slice(0, request.limit);
  }

  put(key: string, value: string): void {
    this.#own.changes.set(key, value);
  }

  del(key: string): void {
    this.#own.changes.set(key, undefined);
  }

  /** Whether this change itself has put this key. */
  adds(key: string): boolean {
    return this.#own.changes.get(key) !== undefined;
  }

  /** The next place in order of arrival. */
  nextPlace(): number {
    return this.#ledger.nextPlace();
  }

  damaged(what: string): never {
    return this.#reader.damaged(what);
  }

  /** Changes a counter by `difference`. */
  add(counter: string, difference: number): void {
    addTo(this.#own.tally, counter, difference);
  }

  async count(counter: string): Promise<number> {
    const before = await this.#ledger.count(counter);
    return before + (this.#draft.tally.get(counter) ?? 0) + (this.#own.tally.get(counter) ?? 0);
  }

  /** Makes this change part of the batch; without this call nothing of it is written. */
  keep(): void {
    for (const [key, value] of this.#own.changes) this.#draft.changes.set(key, value);
    for (const [counter, difference] of this.#own.tally) addTo(this.#draft.tally, counter, difference);
  }

  /** The layer that knows the value of a key, if there is one. */
  layerWith(key: string): ReadonlyMap<string, string | undefined> | undefined {
    if (this.#own.changes.has(key)) return this.#own.changes;
    if (this.#draft.changes.has(key)) return this.#draft.changes;
    return this.#prefetched.has(key) ? this.#prefetched : undefined;
  }

  #changedWithin({ gte, lt }: PageRequest): Map<string, string | undefined> {
    const changed = new Map<string, string | undefined>();
    for (const layer of [this.#draft.changes, this.#own.changes]) {
      for (const [key, value] of layer) if (key >= gte && key < lt) changed.set(key, value);
    }
    return changed;
  }
}

function addTo(tally: Tally, counter: string, difference: number): void {
  tally.set(counter, (tally.get(counter) ?? 0) + difference);
}
