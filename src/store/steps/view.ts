import type { Entry, PageRequest, Reader } from './reader';

/** What changes count: by the key of the counter. */
export type Tally = Map<string, number>;

/** What a database gives to each step besides what is stored. */
export interface Ledger {
  /** The next place in order of arrival, the same row's for ever. */
  nextPlace(): number;
  /** With all batches before this one. */
  count(key: string): Promise<number>;
}

/** A batch that is being built. */
export class Draft {
  readonly changes = new Map<string, string | undefined>();
  readonly tally: Tally = new Map();
}

/** What a change sees: the database with everything on top that is already part of the batch being built. */
export class View implements Reader {
  private readonly own = new Draft();

  constructor(
    private readonly draft: Draft,
    private readonly prefetched: ReadonlyMap<string, string | undefined>,
    private readonly reader: Reader,
    private readonly ledger: Ledger,
  ) {}

  async get(key: string): Promise<string | undefined> {
    const layer = this.layerWith(key);
    return layer === undefined ? this.reader.get(key) : layer.get(key);
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    const unknown = keys.filter((key) => this.layerWith(key) === undefined);
    const values = unknown.length === 0 ? [] : await this.reader.getMany(unknown);
    const stored = new Map(unknown.map((key, index) => [key, values[index]]));
    return keys.map((key) => (this.layerWith(key) ?? stored).get(key));
  }

  async page(request: PageRequest): Promise<Entry[]> {
    const changed = this.changedWithin(request);
    // Each change can take away at most one entry of the database, so this many are enough to fill the page.
    const stored = await this.reader.page({ ...request, limit: request.limit + changed.size });
    const merged = new Map<string, string | undefined>([...stored, ...changed]);
    const entries = [...merged].filter((entry): entry is Entry => entry[1] !== undefined);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    if (request.reverse === true) entries.reverse();
    return entries.slice(0, request.limit);
  }

  put(key: string, value: string): void {
    this.own.changes.set(key, value);
  }

  del(key: string): void {
    this.own.changes.set(key, undefined);
  }

  /** Did this change itself put it? */
  adds(key: string): boolean {
    return this.own.changes.get(key) !== undefined;
  }

  /** The next place in order of arrival. */
  nextPlace(): number {
    return this.ledger.nextPlace();
  }

  damaged(what: string): never {
    return this.reader.damaged(what);
  }

  /** By how much a counter changes. */
  add(counter: string, difference: number): void {
    addTo(this.own.tally, counter, difference);
  }

  async count(counter: string): Promise<number> {
    const before = await this.ledger.count(counter);
    return before + (this.draft.tally.get(counter) ?? 0) + (this.own.tally.get(counter) ?? 0);
  }

  /** Makes this change part of the batch; without it nothing of it remains. */
  keep(): void {
    for (const [key, value] of this.own.changes) this.draft.changes.set(key, value);
    for (const [counter, difference] of this.own.tally) addTo(this.draft.tally, counter, difference);
  }

  /** Where the value of a key is known, if it is. */
  layerWith(key: string): ReadonlyMap<string, string | undefined> | undefined {
    if (this.own.changes.has(key)) return this.own.changes;
    if (this.draft.changes.has(key)) return this.draft.changes;
    return this.prefetched.has(key) ? this.prefetched : undefined;
  }

  private changedWithin({ gte, lt }: PageRequest): Map<string, string | undefined> {
    const changed = new Map<string, string | undefined>();
    for (const layer of [this.draft.changes, this.own.changes]) {
      for (const [key, value] of layer) if (key >= gte && key < lt) changed.set(key, value);
    }
    return changed;
  }
}

function addTo(tally: Tally, counter: string, difference: number): void {
  tally.set(counter, (tally.get(counter) ?? 0) + difference);
}
