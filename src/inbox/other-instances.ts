import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';
import { expiry } from '../work/deferred';
import { EndedByOthers, type EndedByOthersOptions } from './ended-by-others';
import { GoneInstances, type GoneInstancesOptions } from './gone-instances';
import { rememberLeft } from './left-wants';
import { OthersWants } from './others-wants';
import type { Want, WhatIsWanted } from './wants';

export interface OtherInstancesOptions extends EndedByOthersOptions, GoneInstancesOptions {
  store: Store;
  scope: Scope;
  /** Something that one of them did may matter here. */
  wake: () => void;
}

/** A database that does not answer must not hold up a deploy; the write goes on. */
const LEAVE_MS = 1_000;

/**
 * The other instances of the store, as far as one account's offers need them: tells them what is wanted here, knows what they
 * want, and notices what either side has ended for the other.
 */
export class OtherInstances {
  readonly #options: OtherInstancesOptions;
  readonly #wants: OthersWants;
  readonly #gone: GoneInstances;
  readonly #endedByOthers: EndedByOthers;
  /** What we last told them that we want. */
  #told: readonly Want[] | undefined;
  readonly #listening: (() => void)[] = [];

  constructor(options: OtherInstancesOptions) {
    this.#options = options;
    this.#wants = new OthersWants(options);
    this.#gone = new GoneInstances(options);
    this.#endedByOthers = new EndedByOthers(options);
  }

  /** Flows have started. */
  start(): void {
    const { store, wake } = this.#options;
    this.#listening.push(
      store.sharing.onWake(() => {
        this.#endedByOthers.woken();
        wake();
      }),
      store.sharing.onChange(() => {
        this.#gone.see();
        wake();
      }),
    );
    this.#wants.start();
  }

  /** Flows are stopping. What is wanted stays told. */
  pause(): void {
    for (const end of this.#listening.splice(0)) end();
  }

  /** For good. What was wanted is remembered for those that start before this instance is back. Rejects with `StoreError`. */
  async leave(): Promise<void> {
    const { store, scope, clock } = this.#options;
    const { sharing } = store;
    const wants = this.#told ?? [];
    const left = { instance: sharing.instance, wants, leftAt: clock.now() };
    const remembered = sharing.isShared && wants.length > 0 ? rememberLeft(store, scope, left) : undefined;
    this.#told = undefined;
    sharing.want(scope, undefined);
    if (remembered === undefined) return;
    const { expired, cancel } = expiry(LEAVE_MS);
    await Promise.race([remembered, expired]).finally(cancel);
  }

  tell(wants: readonly Want[]): void {
    if (JSON.stringify(wants) === JSON.stringify(this.#told)) return;
    this.#told = wants;
    this.#options.store.sharing.want(this.#options.scope, wants);
  }

  /** Does one of them want this, or may it? */
  want(event: WhatIsWanted): boolean {
    return this.#wants.want(event);
  }

  /** Looks at what they want now. True: it has changed. Rejects with `StoreError`. */
  look(): Promise<boolean> {
    return this.#wants.look();
  }

  /** Lets go of what has ended at one of them. `isFull`: something waits for the room. */
  letGo(isFull: boolean): Promise<void> {
    return this.#endedByOthers.look(isFull);
  }

  /** Ends what instances that are gone had in their flow. */
  endGone(): Promise<void> {
    return this.#gone.end();
  }

  /** When their wants change merely because time passes; Infinity: never. */
  get changesAt(): number {
    return this.#wants.changesAt;
  }

  /** So long until there is something to let go of, Infinity: never. */
  get letsGoInMs(): number {
    return this.#endedByOthers.inMs;
  }

  /** The same for what those have that are gone. */
  get goneInMs(): number {
    return this.#gone.inMs;
  }
}
