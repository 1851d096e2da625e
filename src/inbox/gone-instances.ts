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
  /** Of the account. Absent: it is ours. */
  holding?: Pick<Holding, 'isHeld'>;
  /** Ends what this instance had in its flow, as after a crash. */
  release: (instance: string) => Promise<void>;
}

const LOOK_FOR_STRANGERS_MS = 60_000;
const LOOK_FOR_HOLDER_MS = 5_000;

/**
 * Ends, once for each death, what instances had in their flow that are gone; only the holder of the account does. One that
 * nobody knows any more (its name has changed, or all were down for days) counts as gone, too, and so does one that came back
 * without the account.
 */
export class GoneInstances {
  readonly #options: GoneInstancesOptions;
  /** Those of which nothing is left. */
  readonly #ended = new Set<string>();
  /** Owners of offers that nobody knew at the last look, or that had no nodes for the account, and since when (monotonic). */
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
      // It may have come back while another one's was released.
      if (this.#ended.has(instance) || !store.sharing.gone.includes(instance)) continue;
      await release(instance);
      this.#ended.add(instance);
    }
    if (this.inMs <= 0) await this.#endStrangers();
  }

  /** Who came back may end again. */
  see(): void {
    const { gone } = this.#options.store.sharing;
    for (const instance of this.#ended) if (!gone.includes(instance)) this.#ended.delete(instance);
  }

  /** So long until there is something to look for, Infinity where others do. */
  get inMs(): number {
    const { store, clock } = this.#options;
    if (this.#waitsForHolder) return LOOK_FOR_HOLDER_MS;
    return store.sharing.isShared && this.#isOurs ? this.#lookAt - clock.monotonic() : Infinity;
  }

  get #isOurs(): boolean {
    return this.#options.holding?.isHeld !== false;
  }

  /** Somebody is gone, and nobody holds the account yet. */
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

  /** So long an owner may be a stranger: one that has just joined is known at the next look. Infinity: it is none. */
  #patienceMs(instance: string): number {
    const { store, scope, owner, clock } = this.#options;
    const { others, gone } = store.sharing;
    if (instance === owner || gone.includes(instance)) return Infinity;
    const other = others.find((each) => each.instance === instance);
    if (other === undefined) return LOOK_FOR_STRANGERS_MS;
    return other.wants.get(scope) === undefined ? clock.scaled(COMES_BACK_MS) : Infinity;
  }
}
