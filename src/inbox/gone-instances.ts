import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Holding } from '../store/sharing';
import type { Store } from '../store/store';
import { offeredHeads } from './offered-heads';
import { COMES_BACK_MS } from './others-wants';

export interface GoneInstancesOptions {
  store: Store;
  scope: Scope;
  owner: string;
  clock: Clock;
  /** Absent: this instance is always the holder. */
  holding?: Pick<Holding, 'isHeld'>;
  /** Ends the offers of the named instance, as after a crash. */
  release: (instance: string) => Promise<void>;
}

const LOOK_FOR_STRANGERS_MS = 60_000;
const LOOK_FOR_HOLDER_MS = 5_000;

/**
 * Ends the offers of instances that are gone, once for each time that one goes; only the holder of the account does
 * so. The owner of an offer also counts as gone if no instance knows it (it was renamed, or all were down for days),
 * or if it has come back without nodes for this account.
 */
export class GoneInstances {
  readonly #options: GoneInstancesOptions;
  /** Gone instances whose offers have been ended. */
  readonly #ended = new Set<string>();
  /**
   * Owners of offers that at the last look were unknown or had no nodes for the account, and since when (monotonic
   * ms).
   */
  #strangers: ReadonlyMap<string, number> = new Map();
  #lookAt: number;

  constructor(options: GoneInstancesOptions) {
    this.#options = options;
    this.#lookAt = options.clock.monotonic();
  }

  async end(): Promise<void> {
    const { store, release } = this.#options;
    this.see();
    if (!this.#isOurs) return;
    for (const instance of store.sharing.gone) {
      // It may have come back while the offers of another one were being released.
      if (this.#ended.has(instance) || !store.sharing.gone.includes(instance)) continue;
      await release(instance);
      this.#ended.add(instance);
    }
    if (this.inMs <= 0) await this.#endStrangers();
  }

  /** An instance that has come back may go again: then its offers have to be ended again. */
  see(): void {
    const { gone } = this.#options.store.sharing;
    for (const instance of this.#ended) if (!gone.includes(instance)) this.#ended.delete(instance);
  }

  /** Time until the next look is due; Infinity if another instance does it. */
  get inMs(): number {
    const { store, clock } = this.#options;
    if (this.#waitsForHolder) return LOOK_FOR_HOLDER_MS;
    return store.sharing.isShared && this.#isOurs ? this.#lookAt - clock.monotonic() : Infinity;
  }

  get #isOurs(): boolean {
    return this.#options.holding?.isHeld !== false;
  }

  /** An instance is gone, and the account has no holder yet that would end its offers. */
  get #waitsForHolder(): boolean {
    const { store, scope } = this.#options;
    const { gone, others } = store.sharing;
    if (gone.length === 0 || this.#isOurs || others.some(({ holds }) => holds.includes(scope))) return false;
    return gone.some((instance) => !this.#ended.has(instance));
  }

  async #endStrangers(): Promise<void> {
    const { store, scope, clock, release } = this.#options;
    const now = clock.monotonic();
    const owners = new Set((await offeredHeads(store, scope)).flatMap(({ owner }) => owner ?? []));
    const strangers = new Map<string, number>();
    for (const owner of owners) {
      const patienceMs = this.#patienceMs(owner);
      if (patienceMs === Infinity) continue;
      const since = this.#strangers.get(owner) ?? now;
      strangers.set(owner, since);
      if (now - since >= patienceMs) await release(owner);
    }
    this.#strangers = strangers;
    this.#lookAt = clock.monotonic() + LOOK_FOR_STRANGERS_MS;
  }

  /**
   * How long to wait before this owner's offers are ended, because an instance that has just started is known only a
   * moment later. Infinity: it is this instance, is alive with nodes for the account, or is dealt with as gone.
   */
  #patienceMs(instance: string): number {
    const { store, scope, owner, clock } = this.#options;
    const { others, gone } = store.sharing;
    if (instance === owner || gone.includes(instance)) return Infinity;
    const other = others.find((each) => each.instance === instance);
    if (other === undefined) return LOOK_FOR_STRANGERS_MS;
    return other.wants.get(scope) === undefined ? clock.scaled(COMES_BACK_MS) : Infinity;
  }
}
