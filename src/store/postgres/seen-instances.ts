import type { Clock } from '../../domain/clock';
import type { Scope } from '../../domain/event-key';
import { isRecord } from '../../domain/is-record';
import { parseJson } from '../../domain/parse-json';
import type { Other } from '../sharing';
import { LEASE_MS } from './lease';

/** An instance as stored in the database. */
export interface InstanceRow {
  name: string;
  process: string;
  /** Grows with each sign of life. */
  beat: number;
  /** Ms since the last one, by the clock of the database. */
  age: number;
  since: number;
  version: string;
  /** JSON: what its nodes want, by account. */
  wants: string;
  holds: Scope[];
}

/** An instance that was silent for a whole lease, as it was last seen. */
export type Silent = Pick<InstanceRow, 'process' | 'beat'>;

interface Seen {
  row: InstanceRow;
  /** When we first saw this beat, by our own clock; no other clock matters. */
  at: number;
  /** It may have been silent for long when we began to look on. */
  seenAt: number;
}

/**
 * What this process has seen of the other instances. An instance is silent if its beat has stood still for a lease
 * while we watched without a break. So only our own clock matters, and after an outage all have time to come back.
 */
export class SeenInstances {
  readonly #own: string;
  readonly #clock: Pick<Clock, 'monotonic' | 'now' | 'scaled'>;
  #seen = new Map<string, Seen>();
  #lookedAt = -Infinity;

  constructor(own: string, clock: Pick<Clock, 'monotonic' | 'now' | 'scaled'>) {
    this.#own = own;
    this.#clock = clock;
  }

  /** For a break in watching: nobody is silent until they have had a whole lease again. */
  reset(): void {
    this.#lookedAt = -Infinity;
  }

  learn(rows: readonly InstanceRow[]): void {
    const at = this.#now;
    const isBroken = at - this.#lookedAt >= LEASE_MS;
    this.#lookedAt = at;
    const before = this.#seen;
    this.#seen = new Map();
    for (const row of rows) {
      if (row.name === this.#own) continue;
      const known = before.get(row.name);
      const isSame = known?.row.process === row.process && known.row.beat === row.beat;
      const seenAt = isSame ? known.seenAt : this.#clock.now() - Math.max(row.age, 0);
      this.#seen.set(row.name, { row, at: isSame && !isBroken ? known.at : at, seenAt });
    }
  }

  /** For comparing: differs if anything but the times has changed. */
  get known(): unknown {
    return [this.others.map((other) => [other.instance, other.process, other.holds, [...other.wants]]), this.gone];
  }

  get others(): Other[] {
    return this.#sorted(({ at }) => this.#lookedAt - at < LEASE_MS).map(otherOf);
  }

  /** The instances that were silent when we last looked. */
  get gone(): string[] {
    return this.lastSeen.map(({ instance }) => instance);
  }

  get lastSeen(): Other[] {
    return this.#sorted(({ at }) => this.#lookedAt - at >= LEASE_MS).map(otherOf);
  }

  /** The instances that are silent now, unless the database has heard from them since we looked. */
  get silent(): Silent[] {
    const now = this.#now;
    if (now - this.#lookedAt >= LEASE_MS) return [];
    return this.#sorted(({ at }) => now - at >= LEASE_MS).map(({ row }) => row);
  }

  /** Ms until the next instance becomes silent, if it says nothing. */
  get untilSilentMs(): number {
    const now = this.#now;
    const waits = [...this.#seen.values()].map(({ at }) => at + LEASE_MS - now);
    return Math.min(Infinity, ...waits.filter((ms) => ms > 0));
  }

  /** In real ms. */
  get #now(): number {
    return this.#clock.monotonic() / this.#clock.scaled(1);
  }

  #sorted(isWanted: (seen: Seen) => boolean): Seen[] {
    return [...this.#seen.values()].filter(isWanted).sort((a, b) => (a.row.name < b.row.name ? -1 : 1));
  }
}

function otherOf({ row, seenAt }: Seen): Other {
  const { name, process, since, version, holds, wants } = row;
  return { instance: name, process, since, seenAt, version, holds, wants: wantsIn(wants) };
}

function wantsIn(text: string): ReadonlyMap<Scope, unknown> {
  const wants = parseJson(text);
  return new Map(isRecord(wants) ? (Object.entries(wants) as [Scope, unknown][]) : []);
}
