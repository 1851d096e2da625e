import type { Clock } from '../domain/clock';
import type { EventHead, OpenRow } from '../store/event-row';
import type { Store } from '../store/store';
import { SuspectTurns, type SuspectTurn } from './suspect-turns';

export interface TrialOptions {
  store: Store;
  clock: Clock;
  /** Called when there may be a suspect to offer. */
  wake: () => void;
}

/** A flow that crashes on an event does so soon: an event that has been in it for this long is innocent. */
const QUIET_MS = 60_000;

interface Tested {
  isSuspect: boolean;
  /** Infinity until it has been handed over. */
  until: number;
}

/**
 * Finds the events that crash Node-RED (ADR 0018). One group of suspects after the other goes into the flow, while
 * nothing else in it could be to blame; an event that stays there long enough without a crash is acquitted.
 */
export class Trial implements SuspectTurn {
  readonly #options: TrialOptions;
  readonly #turns: SuspectTurns;
  /** The events in the flow that were also in it at an earlier crash. */
  readonly #tested = new Map<string, Tested>();
  /** The groups of suspects that are in the flow. */
  readonly #groups = new Set<number>();
  /** How many times groups have gone through the flow since the start. */
  #rounds = 0;
  #joinedAt = 0;
  #isCaughtUp = false;
  #wasQuiet = false;
  /** A suspect may be waiting for its turn. */
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

  /**
   * True if a suspect may be waiting. The caller then looks for one, so that after this it is false until one turns
   * up.
   */
  seek(): boolean {
    const mayWait = this.#mayWait;
    this.#mayWait = false;
    return mayWait;
  }

  /**
   * May this event, for which there is room, go into the flow now? Admitting a suspect begins its group's turn. One
   * that was alone in the flow at a crash waits until a crash for another reason would have happened.
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

  /** To be called for each event that was claimed. */
  claimed({ key, suspect, crashes }: OpenRow): void {
    if (suspect || crashes > 0) this.#tested.set(key, { isSuspect: suspect !== undefined, until: Infinity });
  }

  handedOver(key: string): void {
    const tested = this.#tested.get(key);
    if (tested) tested.until = this.#options.clock.now() + this.#quietMs;
  }

  /** To be called when an event is no longer in the flow. */
  forget(key: string): void {
    this.#tested.delete(key);
  }

  /** Acquits, durably, the events that have been in the flow for long enough. */
  async acquit(): Promise<void> {
    const now = this.#options.clock.now();
    const keys = [...this.#tested].filter(([, { until }]) => until <= now).map(([key]) => key);
    if (keys.length === 0) return;
    await this.#options.store.acquit(keys);
    for (const key of keys) this.#tested.delete(key);
  }

  /**
   * To be called after each turn: ends the round once none of its suspects is in the flow any more. `isCaughtUp`:
   * everything that is due, except suspects, has been taken into the flow.
   */
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

  /** When to look again without being woken, in steady ms. */
  get nextAt(): number {
    const { quietAt } = this.#turns;
    const turnAt = this.#mayWait && quietAt > this.#options.clock.now() ? quietAt : Infinity;
    return Math.min(turnAt, ...[...this.#tested.values()].map(({ until }) => until));
  }

  /**
   * The first two rounds test, one group each, the two halves of what was in the flow at the last crash. If both
   * survive, no group is more suspicious than another: each further round takes twice as many.
   */
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
