import type { Entry, PageRequest, Reader } from './reader';

/** What a change sees: the database with everything on top that is already part of the batch being built. */
export class View implements Reader {
  private readonly own = new Map<string, string | undefined>();

  constructor(
    private readonly pending: Map<string, string | undefined>,
    private readonly prefetched: ReadonlyMap<string, string | undefined>,
    private readonly reader: Reader,
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
    this.own.set(key, value);
  }

  del(key: string): void {
    this.own.set(key, undefined);
  }

  /** Makes this change part of the batch; without it nothing of it remains. */
  keep(): void {
    for (const [key, value] of this.own) this.pending.set(key, value);
  }

  private layerWith(key: string): ReadonlyMap<string, string | undefined> | undefined {
    return [this.own, this.pending, this.prefetched].find((layer) => layer.has(key));
  }

  private changedWithin({ gte, lt }: PageRequest): Map<string, string | undefined> {
    const changed = new Map<string, string | undefined>();
    for (const layer of [this.pending, this.own]) {
      for (const [key, value] of layer) if (key >= gte && key < lt) changed.set(key, value);
    }
    return changed;
  }
}
