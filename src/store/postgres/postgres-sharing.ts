import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '../../domain/clock';
import type { Scope } from '../../domain/event-key';
import type { Log } from '../../domain/log';
import type { Holding, Other, Sharing } from '../sharing';
import type { Beat, BeatQueries, OwnFacts } from './beat';
import { FailureError, isFenced, TAKEN } from './failure';
import { Holdings } from './holdings';
import { BEAT_MS, Lease, LEASE_MS } from './lease';
import { Rhythm } from './rhythm';
import { SeenInstances, type InstanceRow, type Silent } from './seen-instances';
import { tellAll } from './tell-all';

export interface PostgresSharingOptions {
  instance: string;
  /** The version of this package. */
  version: string;
  clock: Clock;
  log: Log;
}

/** What comes with a connection to the database. */
export interface Joining {
  queries: BeatQueries;
  /** Called when this connection cannot be used any more. */
  lose: (cause: unknown) => void;
}

const RETRY_MS = 500;
/** The longest that a deploy waits for a database that does not answer. */
const PATIENCE_MS = 2_000;

/**
 * The instances that share a store in PostgreSQL, as one of them sees them. It outlives connections: its own lease ends
 * by its own clock, with or without a database.
 */
export class PostgresSharing implements Sharing {
  readonly #options: PostgresSharingOptions;
  readonly isShared = true;
  readonly process = randomUUID();
  readonly #lease: Lease;
  readonly #seen: SeenInstances;
  readonly #holdings: Holdings;
  readonly #wants = new Map<Scope, unknown>();
  readonly #listeners = { wake: new Set<() => void>(), change: new Set<() => void>() };
  #held: ReadonlySet<Scope> = new Set();
  #beats = 0;
  #since = 0;
  #hasJoined = false;
  #joined: Joining | undefined;
  #rhythm: Rhythm | undefined;
  /** The process that has taken our name, and since when it has been silent. */
  #rival: { seen: Silent; since: number } | undefined;
  #failures = 0;
  #reported = '';
  #lapse: Timer | undefined;

  constructor(options: PostgresSharingOptions) {
    this.#options = options;
    const { instance, clock } = options;
    this.#lease = new Lease(clock);
    this.#seen = new SeenInstances(instance, clock);
    this.#holdings = new Holdings({
      isHeld: (scope) => this.isAlive && this.#held.has(scope),
      holderOf: (scope) => this.holderOf(scope),
      revivals: () => this.revivals,
      changed: () => this.#beatNow(),
    });
  }

  get instance(): string {
    return this.#options.instance;
  }

  get isAlive(): boolean {
    return this.#lease.leftMs > 0;
  }

  get revivals(): number {
    return this.#lease.ends;
  }

  get others(): readonly Other[] {
    return this.#seen.others;
  }

  get gone(): readonly string[] {
    return this.#seen.gone;
  }

  get lastSeen(): readonly Other[] {
    return this.#seen.lastSeen;
  }

  runs(process: string): boolean {
    // While we are disconnected we cannot know, so every process counts as running.
    if (process === this.process || this.#joined === undefined) return true;
    return this.others.some((other) => other.process === process);
  }

  seek(scope: Scope, onChange: () => void): Holding {
    return this.#holdings.seek(scope, onChange);
  }

  holderOf(scope: Scope): string | undefined {
    if (this.isAlive && this.#held.has(scope)) return this.instance;
    return this.others.find(({ holds }) => holds.includes(scope))?.instance;
  }

  want(scope: Scope, wants: unknown): void {
    const before = this.#wantsAsText();
    if (wants === undefined) this.#wants.delete(scope);
    else this.#wants.set(scope, wants);
    if (this.#wantsAsText() !== before) void this.#beatNow();
  }

  onWake(listener: () => void): () => void {
    this.#listeners.wake.add(listener);
    return () => this.#listeners.wake.delete(listener);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.change.add(listener);
    return () => this.#listeners.change.delete(listener);
  }

  wake(): void {
    tellAll(this.#listeners.wake, this.#options.log);
  }

  /** Another instance has changed something that may concern this one. */
  instancesChanged(): void {
    void this.#beatNow();
  }

  /** Takes our name and begins to beat. Rejects if another process has taken that name from this one and is alive. */
  async join(joining: Joining): Promise<void> {
    const { queries } = joining;
    const before = await queries.ofName(this.instance);
    this.#refuseRival(before);
    if (!this.#hasJoined) this.#since = this.#options.clock.now();
    await this.#beat(queries, before?.process ?? '');
    this.#hasJoined = true;
    this.#joined = joining;
    this.#rhythm = new Rhythm(this.#options.clock, () => this.#beatOrLose());
    this.#rhythm.start(this.#untilNextMs());
    this.#tellChanges();
  }

  /**
   * The connection is gone. From now on all others get a full lease again before they count as silent. Never rejects.
   */
  async part(): Promise<void> {
    const rhythm = this.#rhythm;
    this.#rhythm = undefined;
    this.#joined = undefined;
    this.#failures = 0;
    this.#seen.reset();
    this.#tellChanges();
    await rhythm?.stop();
  }

  /** Gives up everything at once, and signs off. Never rejects. */
  async leave(): Promise<void> {
    const joined = this.#joined;
    const parted = this.part();
    this.#lease.end();
    this.#tellChanges();
    this.#listeners.wake.clear();
    this.#listeners.change.clear();
    this.#lapse?.cancel();
    await parted;
    // A beat that was under way may have extended it.
    this.#lease.end();
    this.#lapse?.cancel();
    await joined?.queries.leave(this.#own).catch(() => undefined);
  }

  get #own(): OwnFacts {
    return { name: this.instance, process: this.process, since: this.#since, version: this.#options.version };
  }

  #wantsAsText(): string {
    return JSON.stringify(Object.fromEntries([...this.#wants].sort()));
  }

  /**
   * The process that starts last gets a name. The one that loses it waits until the
   * other is silent, or they would take it from each other in turn.
   */
  #refuseRival(seen: Silent | undefined): void {
    if (!this.#hasJoined || seen === undefined || seen.process === this.process) return;
    const now = this.#options.clock.monotonic();
    const isSame = this.#rival?.seen.process === seen.process && this.#rival.seen.beat === seen.beat;
    const since = isSame ? (this.#rival?.since ?? now) : now;
    this.#rival = { seen, since };
    if (now - since < this.#options.clock.scaled(LEASE_MS)) throw new FailureError(TAKEN);
  }

  /** Resolves when the others know what we want now, or cannot be told in time. */
  async #beatNow(): Promise<void> {
    this.#tellSoon();
    if (this.#rhythm === undefined) return;
    let timer: Timer | undefined;
    const isLate = new Promise<void>((resolve) => (timer = this.#options.clock.after(PATIENCE_MS, resolve)));
    await Promise.race([this.#rhythm.now(), isLate]);
    timer?.cancel();
  }

  async #beatOrLose(): Promise<number> {
    const joined = this.#joined;
    if (joined === undefined) return BEAT_MS;
    try {
      await this.#beat(joined.queries, undefined);
      this.#failures = 0;
      this.#tellChanges();
      return this.#untilNextMs();
    } catch (error) {
      this.#failures += 1;
      // One broken connection may be a coincidence; two in a row are a failure.
      // The process that has our name now has our accounts, too.
      if (isFenced(error)) this.#lease.end();
      if (isFenced(error) || this.#failures > 1) joined.lose(error);
      return RETRY_MS;
    }
  }

  async #beat(queries: BeatQueries, over: string | undefined): Promise<void> {
    this.#beats += 1;
    const { scopes } = this.#holdings;
    const beat: Beat = {
      number: this.#beats,
      over,
      wants: this.#wantsAsText(),
      seeks: scopes,
      silent: this.#seen.silent,
    };
    const sent = this.#lease.moment();
    const rows = await queries.beat(this.#own, beat);
    this.#learn(rows, sent);
  }

  #learn(rows: readonly InstanceRow[], sent: ReturnType<Lease['moment']>): void {
    this.#lease.extend(sent);
    this.#held = new Set(rows.find(({ process }) => process === this.process)?.holds);
    this.#seen.learn(rows);
    this.#watchLease();
  }

  /** Calls the listeners when the lease ends; `isAlive` itself needs no timer. */
  #watchLease(): void {
    this.#lapse?.cancel();
    this.#lapse = this.#options.clock.after(this.#lease.leftMs + 1, () => {
      if (this.isAlive) this.#watchLease();
      else this.#tellChanges();
    });
  }

  /** Beats early when another instance becomes silent, to take over its accounts at once. */
  #untilNextMs(): number {
    return Math.min(BEAT_MS, this.#seen.untilSilentMs + 1);
  }

  #tellSoon(): void {
    setImmediate(() => this.#tellChanges());
  }

  /** Calls only the listeners for whom something has changed. */
  #tellChanges(): void {
    const { changes } = this.#holdings;
    const now = JSON.stringify([this.isAlive, this.#seen.known]);
    const isNew = now !== this.#reported;
    this.#reported = now;
    tellAll(isNew ? [...changes, ...this.#listeners.change] : changes, this.#options.log);
  }
}
