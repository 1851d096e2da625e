import type { Clock } from '../../domain/clock';
import type { Scope } from '../../domain/event-key';
import { isRecord } from '../../domain/is-record';
import { parseJson } from '../../domain/parse-json';
import type { Other } from '../sharing';
import { LEASE_MS } from './lease';

/** An instance as the database tells of it. */
export interface InstanceRow {
  name: string;
  process: string;
  /** Grows with each sign of life. */
  beat: number;
  since: number;
  version: string;
  /** JSON: what its nodes want, by account. */
  wants: string;
  holds: Scope[];
}

/** One that said nothing for a whole lease, as it was when it was heard last. */
export type Silent = Pick<InstanceRow, 'process' | 'beat'>;

interface Seen {
  row: InstanceRow;
  /** When we first saw this beat: by our own clock, and so nobody else's matters. */
  at: number;
  seenAt: number;
}

/**
 * What this process has seen of the others. One is silent whose beat has stood still for a lease while we looked on without a
 * break: so it makes no difference what any clock but our own says, and after an outage all have time to come back.
 */
export class SeenInstances {
  #seen = new Map<string, Seen>();
  #lookedAt = -Infinity;

  constructor(
    private readonly own: string,
    private readonly clock: Pick<Clock, 'monotonic' | 'now' | 'scaled'>,
  ) {}

  /** We could not look on: nobody is silent until they have had a whole lease again. */
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
      if (row.name === this.own) continue;
      const known = before.get(row.name);
      const isSame = known?.row.process === row.process && known.row.beat === row.beat;
      const seenAt = isSame ? known.seenAt : this.clock.now();
      this.#seen.set(row.name, { row, at: isSame && !isBroken ? known.at : at, seenAt });
    }
  }

  /** Tells whether anything but the time of the last look is another. */
  get known(): unknown {
    return [this.others.map((other) => [other.instance, other.process, other.holds, [...other.wants]]), this.gone];
  }

  get others(): Other[] {
    return this.#sorted(({ at }) => this.#lookedAt - at < LEASE_MS).map(otherOf);
  }

  /** When we looked last. */
  get gone(): string[] {
    return this.lastHeard.map(({ instance }) => instance);
  }

  get lastHeard(): Other[] {
    return this.#sorted(({ at }) => this.#lookedAt - at >= LEASE_MS).map(otherOf);
  }

  /** At this moment, if the database has not heard of them meanwhile. */
  get silent(): Silent[] {
    const now = this.#now;
    if (now - this.#lookedAt >= LEASE_MS) return [];
    return this.#sorted(({ at }) => now - at >= LEASE_MS).map(({ row }) => row);
  }

  /** Until the next one is silent, if it goes on saying nothing. */
  get untilSilentMs(): number {
    const now = this.#now;
    const waits = [...this.#seen.values()].map(({ at }) => at + LEASE_MS - now);
    return Math.min(Infinity, ...waits.filter((ms) => ms > 0));
  }

  /** As this clock lets durations pass. */
  get #now(): number {
    return this.clock.monotonic() / this.clock.scaled(1);
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
