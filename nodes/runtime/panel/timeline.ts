import { toIso } from '../../../src/domain/clock';
import { compact } from '../../../src/domain/compact';
import type { ItemName, Observation } from '../../../src/domain/observation';
import type { Seen } from '../observations';

/** Something that happened, as the panel shows it. */
export type Entry = Omit<Observation, 'what' | 'direction' | 'item' | 'acceptMs'> & {
  /** Grows with every entry of this process. */
  n: number;
  at: string;
  connection: string;
  what: string;
  direction: Seen['direction'];
  item?: ItemName;
};

type Partial4 = Pick<Entry, 'from4' | 'to4' | 'pages'>;

/** How many entries are kept of each connection separately, so that a busy one does not push out the others. */
const KEPT = 200;
const MAX_CONNECTIONS = 100;

/** The last entries of each connection. They outlive deploys and last as long as the process. */
export class Timeline {
  readonly #wall: () => number;
  readonly #rings = new Map<string, Entry[]>();
  /** The state of each connection that was last entered. */
  readonly #states = new Map<string, string>();
  #n = 0;

  constructor(wall: () => number = Date.now) {
    this.#wall = wall;
  }

  /** undefined: not worth an entry. */
  add(connection: string, seen: Seen): Entry | undefined {
    if (!this.#isNews(connection, seen)) return undefined;
    const ring = this.#ringOf(connection);
    this.#n += 1;
    const known = seen.what === 'done' ? factsOf(ring, seen) : {};
    const entry: Entry = { n: this.#n, at: toIso(this.#wall()), connection, ...known, ...seen };
    Reflect.deleteProperty(entry, 'acceptMs');
    ring.push(entry);
    if (ring.length > KEPT) ring.shift();
    return entry;
  }

  /** The entries of these connections, newest first. */
  newest(connections: readonly string[], limit: number): Entry[] {
    const entries = connections.flatMap((id) => this.#rings.get(id) ?? []);
    return entries.sort((one, other) => other.n - one.n).slice(0, limit);
  }

  /**
   * Between two attempts and during a deploy a connection is idle or connecting. That is not worth an entry; the state
   * after that is, if it differs from the one before.
   */
  #isNews(connection: string, seen: Seen): boolean {
    if ('item' in seen) return true;
    if (seen.what === 'backlog' || seen.what === 'connecting' || seen.what === 'idle') return false;
    const state = `${seen.what} ${seen.reason ?? ''}`;
    if (this.#states.get(connection) === state) return false;
    this.#states.set(connection, state);
    return true;
  }

  #ringOf(connection: string): Entry[] {
    const ring = this.#rings.get(connection) ?? [];
    this.#rings.delete(connection);
    this.#rings.set(connection, ring);
    const [oldest] = this.#rings.keys();
    if (this.#rings.size > MAX_CONNECTIONS && oldest !== undefined) this.#forget(oldest);
    return ring;
  }

  #forget(connection: string): void {
    this.#rings.delete(connection);
    this.#states.delete(connection);
  }
}

/** A completed event has nothing left but its key; an earlier entry of the same event still has its facts. */
function factsOf(ring: Entry[], { item }: Pick<Observation, 'item'>): Partial4 {
  const before = ring.findLast((entry) => entry.item?.id === item.id);
  if (!before) return {};
  const { from4, to4, pages } = before;
  return compact({
    from4,
    to4,
    pages,
  });
}
