import type { Meter } from '../../../src/domain/meter';
import type { Seen } from '../observations';
import { Histogram } from './histogram';

/** A count that only grows, for each combination of label values. */
export class Tally {
  readonly #counts = new Map<string, { labels: Record<string, string>; count: number }>();

  /** Series begin at 0: Prometheus sees no increase if a series appears only with its first count. */
  constructor(begin: Record<string, string>[] = [{}]) {
    for (const labels of begin) this.add(labels, 0);
  }

  add(labels: Record<string, string> = {}, by = 1): void {
    const key = JSON.stringify(labels);
    const entry = this.#counts.get(key) ?? { labels, count: 0 };
    entry.count += by;
    this.#counts.set(key, entry);
  }

  get values(): readonly { labels: Record<string, string>; count: number }[] {
    return [...this.#counts.values()];
  }
}

const byKind = (): Tally => new Tally([{ kind: 'fax' }, { kind: 'sms' }]);

/** What has been counted of one connection since the process started, across redeploys. */
export class Tallies implements Omit<Meter, 'contact'> {
  readonly items = {
    received: byKind(),
    done: byKind(),
    dead: byKind(),
    queued: byKind(),
    sent: byKind(),
    delivered: byKind(),
    failed: byKind(),
    cancelled: byKind(),
    unknown: byKind(),
    givenUp: byKind(),
  };
  readonly retries = new Tally([{ of: 'offer' }, { of: 'call' }]);
  readonly answers = new Tally([]);
  readonly quarantined = new Tally();
  readonly again = new Tally();
  readonly documentBytes = new Tally();
  readonly storeFailures = new Tally();
  readonly accept = new Histogram();

  saw(seen: Seen): void {
    if (seen.direction === 'none') return;
    const { what, kind, reason, attempt, acceptMs } = seen;
    if (acceptMs !== undefined) this.accept.observe(acceptMs / 1_000);
    if (what === 'quarantined') this.quarantined.add();
    if (what === 'redial') this.retries.add({ of: 'call' });
    if (what === 'offered' && attempt !== undefined && attempt > 1) this.retries.add({ of: 'offer' });
    if (kind === undefined) return;
    // A job that is queued again after a call is not a new one.
    if (what === 'queued' && attempt !== undefined) return;
    const name = what === 'unknown' && reason === 'given-up' ? 'givenUp' : what;
    if (name in this.items) this.items[name as keyof Tallies['items']].add({ kind });
  }

  answered(code: number): void {
    this.answers.add({ code: String(code) });
  }

  documentKept(bytes: number): void {
    this.documentBytes.add({}, bytes);
  }

  repeated(): void {
    this.again.add();
  }
}
