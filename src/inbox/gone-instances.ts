import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Holding } from '../store/sharing';
import type { Store } from '../store/store';
import { offeredHeads } from './offered-heads';

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
 * nobody knows any more (its name has changed, or all were down for days) counts as gone, too.
 */
export class GoneInstances {
  readonly #options: GoneInstancesOptions;
  /** Those of which nothing is left. */
  readonly #ended = new Set<string>();
  /** Owners of offers that nobody knew at the last look: one that has just joined is known at the next. */
  #strangers: ReadonlySet<string> = new Set();
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
    const { store, scope, owner, clock, release } = this.#options;
    const heads = await offeredHeads(store, scope);
    const { others, gone } = store.sharing;
    const known = new Set([undefined, owner, ...others.map(({ instance }) => instance), ...gone]);
    const unknown = new Set(heads.flatMap((head) => (known.has(head.owner) ? [] : (head.owner ?? []))));
    for (const instance of unknown) if (this.#strangers.has(instance)) await release(instance);
    this.#strangers = unknown;
    this.#lookAt = clock.monotonic() + LOOK_FOR_STRANGERS_MS;
  }
}
