import type { DurableDatabase } from '../level/durable-database';
import { KEPT } from '../kept/kept-documents';
import { below, textAfter } from '../path';
import { countedIn, kindOf } from '../row-kinds';
import { counterKey } from '../steps/counter-key';
import type { Entry } from '../steps/reader';

/** What the embedded store keeps about itself; the database keeps its own. */
const OWN = new Set(['meta', 'count']);

/** All rows and places that are to be moved: as they are stored, with `changes` applied. */
export async function* contentsOf(
  db: DurableDatabase,
  changes: ReadonlyMap<string, string | undefined>,
): AsyncIterable<Entry[]> {
  const left = new Map(changes);
  for await (const entries of db.pages()) {
    yield entries.flatMap(([key, value]): Entry[] => {
      if (OWN.has(kindOf(key))) return [];
      if (!left.has(key)) return [[key, value]];
      const changed = left.get(key);
      left.delete(key);
      return changed === undefined ? [] : [[key, changed]];
    });
  }
  yield [...left].flatMap(([key, value]): Entry[] => (value === undefined ? [] : [[key, value]]));
}

export interface Measured {
  entries: number;
  events: number;
  jobs: number;
  /** The highest place in order of arrival that a row has. */
  lastOrder: number;
  /** The counters' values, summed up from the rows. */
  counts: Map<string, number>;
}

/** Reads everything once before anything is moved: each row must be as this version writes it. */
export async function measure(db: DurableDatabase, pages: AsyncIterable<Entry[]>): Promise<Measured> {
  const found: Measured = { entries: 0, events: 0, jobs: 0, lastOrder: 0, counts: new Map() };
  for await (const entries of pages) {
    found.entries += entries.length;
    for (const [key, text] of entries) {
      const { counts, seq = 0 } = countedIn(key, text, db);
      found.lastOrder = Math.max(found.lastOrder, seq);
      if (kindOf(key) === 'row') found.events += 1;
      if (kindOf(key) === 'job') found.jobs += 1;
      for (const [name, n] of Object.entries(counts?.of ?? {})) {
        const counter = counterKey(counts?.group ?? '', name);
        found.counts.set(counter, (found.counts.get(counter) ?? 0) + n);
      }
    }
  }
  return found;
}

const PAGE = 1_000;

/**
 * The prefixes of keys that contain names of documents: those that a row refers to, and those still kept for a flow.
 */
export const DOCUMENTS = ['file', KEPT] as const;

/** The files named below one of these prefixes, each once. */
export async function* documentsBelow(db: DurableDatabase, prefix: string): AsyncIterable<string> {
  const { gte, lt } = below(prefix);
  let last = '';
  for (let from = gte; ;) {
    const entries = await db.page({ gte: from, lt, limit: PAGE });
    for (const [key] of entries) {
      const name = textAfter(prefix, key.split('/').slice(0, 2).join('/'));
      if (name !== last) yield name;
      last = name;
    }
    const end = entries.at(-1);
    if (entries.length < PAGE || end === undefined) return;
    from = `${end[0]}\0`;
  }
}
