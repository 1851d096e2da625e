import type { Clock } from '../domain/clock';
import type { EventHead, OpenRow } from '../store/event-row';
import type { Store } from '../store/store';
import { SuspectTurns, type SuspectTurn } from './suspect-turns';

export interface TrialOptions {
  store: Store;
  clock: Clock;
  /** There may be a suspect to offer now. */
  wake: () => void;
}

/** A flow that crashes on an event does so soon: what has been in it for so long has not crashed it. */
const QUIET_MS = 60_000;

interface Tested {
  isSuspect: boolean;
  /** Infinity until it has been handed over. */
  until: number;
}

/**
 * Finds out which events crash Node-RED, by what a start survives (ADR 0018): one group of suspects after the other goes
 * into the flow, when nothing else there could be to blame, and each event that stays there long enough is acquitted.
 */
export class Trial implements SuspectTurn {
  readonly #options: TrialOptions;
  readonly #turns: SuspectTurns;
  /** Of what is in the flow: whatever met a crash before. */
  readonly #tested = new Map<string, Tested>();
  /** Of suspects, in the flow now. */
  readonly #groups = new Set<number>();
  /** Rounds of groups since the start. */
  #rounds = 0;
  #joinedAt = 0;
  #isCaughtUp = false;
  #wasQuiet = false;
  /** A suspect may wait for its turn. */
  #mayWait = true;

  constructor(options: TrialOptions) {
    this.#options = options;
    this.#turns = SuspectTurns.of(options.store);
  }

  /** Flows have started. */
  join(): void {
    this.#joinedAt = this.#options.clock.now();
    this.#isCaughtUp = false;
    this.#wasQuiet = false;
    this.#mayWait = true;
    this.#turns.join(this);
    if (this.#groups.size > 0 && this.#turns.isFreeFor(this)) this.#turns.take(this);
  }

  leave(): void {
    this.#turns.leave(this);
  }

  wake(): void {
    if (this.#mayWait) this.#options.wake();
  }

  get quietAt(): number {
    return this.#joinedAt + this.#quietMs;
  }

  get isQuiet(): boolean {
    if (this.#options.clock.now() >= this.quietAt) return true;
    return this.#isCaughtUp && !this.#has('other');
  }

  /** May a suspect be waiting? Once it was looked for, no, until one is met again. */
  seek(): boolean {
    const mayWait = this.#mayWait;
    this.#mayWait = false;
    return mayWait;
  }

  /**
   * May this suspect, for which there is room, go now? If so, it is its group's turn. One that crashed Node-RED alone
   * waits for as long as a crash without it would take.
   */
  admits({ suspect }: EventHead): boolean {
    if (suspect === undefined) return true;
    this.#mayWait = true;
    const isNext = this.#groups.has(suspect.group) || this.#groups.size < this.#groupsAtOnce;
    const hasWaited = suspect.alone === 0 || this.#options.clock.now() >= this.quietAt;
    if (!isNext || !hasWaited || !this.#turns.isFreeFor(this)) return false;
    this.#groups.add(suspect.group);
    this.#turns.take(this);
    return true;
  }

  /** Claimed under a lease. */
  claimed({ key, suspect, crashes }: OpenRow): void {
    if (suspect || crashes > 0) this.#tested.set(key, { isSuspect: suspect !== undefined, until: Infinity });
  }

  handedOver(key: string): void {
    const tested = this.#tested.get(key);
    if (tested) tested.until = this.#options.clock.now() + this.#quietMs;
  }

  /** No longer in the flow. */
  forget(key: string): void {
    this.#tested.delete(key);
  }

  /** Durably, what has been in the flow for long enough. */
  async acquit(): Promise<void> {
    const now = this.#options.clock.now();
    const keys = [...this.#tested].filter(([, { until }]) => until <= now).map(([key]) => key);
    if (keys.length === 0) return;
    await this.#options.store.acquit(keys);
    for (const key of keys) this.#tested.delete(key);
  }

  /** `isCaughtUp`: everything that is due, but for suspects, has been taken into the flow. */
  look(isCaughtUp: boolean): void {
    this.#isCaughtUp ||= isCaughtUp;
    const { isQuiet } = this;
    if (isQuiet && !this.#wasQuiet) this.#turns.changed(this);
    this.#wasQuiet = isQuiet;
    if (this.#groups.size === 0 || this.#has('suspect')) return;
    this.#groups.clear();
    this.#rounds += 1;
    this.#turns.giveBack(this);
  }

  /** When to look again, where nobody wakes us. */
  get nextAt(): number {
    const { quietAt } = this.#turns;
    const turnAt = this.#mayWait && quietAt > this.#options.clock.now() ? quietAt : Infinity;
    return Math.min(turnAt, ...[...this.#tested.values()].map(({ until }) => until));
  }

  /** Where both halves of what met the last crash have survived, nothing speaks for the next group: more of them go. */
  get #groupsAtOnce(): number {
    return 2 ** Math.max(0, this.#rounds - 1);
  }

  #has(kind: 'suspect' | 'other'): boolean {
    return [...this.#tested.values()].some(({ isSuspect }) => isSuspect === (kind === 'suspect'));
  }

  get #quietMs(): number {
    return this.#options.clock.scaled(QUIET_MS);
  }
}
