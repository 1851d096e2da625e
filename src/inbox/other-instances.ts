import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';
import { expiry } from '../work/deferred';
import { EndedUnseen, type EndedUnseenOptions } from './ended-unseen';
import { GoneInstances, type GoneInstancesOptions } from './gone-instances';
import { rememberLeft } from './left-wants';
import { OthersWants } from './others-wants';
import type { Want, WhatIsWanted } from './wants';

export interface OtherInstancesOptions extends EndedUnseenOptions, GoneInstancesOptions {
  store: Store;
  scope: Scope;
  /** Called when another instance has done something that may matter here. */
  wake: () => void;
}

/** A database that does not answer must not hold up a deploy for longer; the write goes on. */
const LEAVE_MS = 1_000;

/**
 * The other instances of the store, as far as one account's offers need them: tells them what is wanted here, knows
 * what they want, and notices which offers one instance has ended for another.
 */
export class OtherInstances {
  readonly #options: OtherInstancesOptions;
  readonly #wants: OthersWants;
  readonly #gone: GoneInstances;
  readonly #endedUnseen: EndedUnseen;
  /** What this instance wants, as last announced to the others. */
  #announced: readonly Want[] | undefined;
  readonly #listening: (() => void)[] = [];

  constructor(options: OtherInstancesOptions) {
    this.#options = options;
    this.#wants = new OthersWants(options);
    this.#gone = new GoneInstances(options);
    this.#endedUnseen = new EndedUnseen(options);
  }

  /** Flows have started. */
  start(): void {
    const { store, wake } = this.#options;
    this.#listening.push(
      store.sharing.onWake(() => {
        this.#endedUnseen.woken();
        wake();
      }),
      store.sharing.onChange(() => {
        this.#gone.see();
        wake();
      }),
    );
    this.#wants.start();
  }

  /** Flows are stopping. The others still count on what is wanted here. */
  pause(): void {
    for (const end of this.#listening.splice(0)) end();
  }

  /**
   * For good. What was wanted here is stored for instances that start before this one is back. Rejects with
   * `StoreError`.
   */
  async leave(): Promise<void> {
    const { store, scope, clock } = this.#options;
    const { sharing } = store;
    const wants = this.#announced ?? [];
    const left = { instance: sharing.instance, wants, leftAt: clock.now() };
    const remembered = sharing.isShared && wants.length > 0 ? rememberLeft(store, scope, left) : undefined;
    this.#announced = undefined;
    sharing.want(scope, undefined);
    if (remembered === undefined) return;
    const { expired, cancel } = expiry(LEAVE_MS);
    await Promise.race([remembered, expired]).finally(cancel);
  }

  announce(wants: readonly Want[]): void {
    if (JSON.stringify(wants) === JSON.stringify(this.#announced)) return;
    this.#announced = wants;
    this.#options.store.sharing.want(this.#options.scope, wants);
  }

  /** True if another instance wants this event, or may want it. */
  want(event: WhatIsWanted): boolean {
    return this.#wants.want(event);
  }

  /** Reads what they want now. Resolves with true if that has changed. Rejects with `StoreError`. */
  look(): Promise<boolean> {
    return this.#wants.look();
  }

  /** See `EndedUnseen`. */
  storeMended(): void {
    this.#endedUnseen.storeMended();
  }

  /** Takes offers out of the flow that have ended unseen. `isFull`: events wait for room in the flow. */
  letGo(isFull: boolean): Promise<void> {
    return this.#endedUnseen.look(isFull);
  }

  /** Ends the offers of instances that are gone. */
  endGone(): Promise<void> {
    return this.#gone.end();
  }

  /** When their wants change merely because time passes, in steady ms; Infinity: never. */
  get changesAt(): number {
    return this.#wants.changesAt;
  }

  /** Time until `letGo` is due; Infinity: never. */
  get letsGoInMs(): number {
    return this.#endedUnseen.inMs;
  }

  /** Time until `endGone` is due; Infinity: never. */
  get goneInMs(): number {
    return this.#gone.inMs;
  }
}
