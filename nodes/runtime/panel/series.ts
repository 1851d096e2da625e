import { MINUTE_MS } from '../../../src/domain/durations';
import { toIso } from '../../../src/domain/clock';
import type { Seen } from '../observations';
import { Buckets, type Bucket } from './buckets';

/** Spans are fixed, so that plots can be counted as things happen and cost the same however much happens. */
export const SPANS = {
  hour: { stepMs: MINUTE_MS, count: 60 },
  day: { stepMs: 15 * MINUTE_MS, count: 96 },
} as const;

export type Span = keyof typeof SPANS;

export interface Series {
  span: Span;
  stepMs: number;
  from: string;
  /** When each step begins. */
  at: string[];
  received: number[];
  sent: number[];
  failed: number[];
  waiting: number[];
  /** Median of the ms until received items were durable; null if there were none. */
  acceptMs: (number | null)[];
}

interface SeriesTime {
  /** In ms that only grow, even if the clock is set. */
  steady: () => number;
  wall: () => number;
}

const PROCESS_TIME: SeriesTime = { steady: () => performance.now(), wall: Date.now };
const MAX_CONNECTIONS = 100;

/** The counts that plots show, kept as long as the process runs. */
export class SeriesRecord {
  readonly #counted = new Map<string, Record<Span, Buckets>>();
  readonly #time: SeriesTime;

  constructor(time = PROCESS_TIME) {
    this.#time = time;
  }

  add(connection: string, seen: Seen): void {
    const what = countedAs(seen);
    for (const buckets of Object.values(this.#of(connection))) {
      if (what) buckets.add(what);
      if ('acceptMs' in seen) buckets.took(seen.acceptMs);
      if (seen.what === 'backlog') buckets.waits(seen.waiting);
    }
  }

  /** The series of these connections added up. */
  series(span: Span, connections: readonly string[]): Series {
    const { stepMs, count } = SPANS[span];
    const counted = connections.flatMap((id) => this.#counted.get(id)?.[span].all() ?? []);
    const steps = Array.from({ length: count }, (_, step) =>
      counted.filter((_bucket, index) => index % count === step),
    );
    const ends = stepMs - (this.#time.steady() % stepMs) + this.#time.wall();
    const at = steps.map((_, step) => toIso(ends - (count - step) * stepMs));
    const sum = (name: 'received' | 'sent' | 'failed' | 'waiting'): number[] =>
      steps.map((buckets) => buckets.reduce((total, bucket) => total + bucket[name], 0));
    return {
      span,
      stepMs,
      from: at[0] ?? '',
      at,
      received: sum('received'),
      sent: sum('sent'),
      failed: sum('failed'),
      waiting: sum('waiting'),
      acceptMs: steps.map(medianOf),
    };
  }

  #of(connection: string): Record<Span, Buckets> {
    const known = this.#counted.get(connection);
    if (known) return known;
    const { steady } = this.#time;
    const buckets = (span: Span): Buckets => new Buckets(SPANS[span].stepMs, SPANS[span].count, steady);
    const made = { hour: buckets('hour'), day: buckets('day') };
    const [oldest] = this.#counted.keys();
    if (this.#counted.size >= MAX_CONNECTIONS && oldest !== undefined) this.#counted.delete(oldest);
    this.#counted.set(connection, made);
    return made;
  }
}

/** A delivered SMS is not counted again: it was counted when it was sent. */
function countedAs({ what }: Seen): 'received' | 'sent' | 'failed' | undefined {
  return what === 'received' || what === 'sent' || what === 'failed' ? what : undefined;
}

function medianOf(buckets: Bucket[]): number | null {
  const sorted = buckets.flatMap(({ acceptMs }) => acceptMs).sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? null : Math.round(middle * 10) / 10;
}
