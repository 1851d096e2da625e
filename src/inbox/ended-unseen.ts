import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';
import type { InFlow } from './in-flow';
import { offeredHeads } from './offered-heads';
import type { Trial } from './trial';

export interface EndedUnseenOptions {
  store: Store;
  scope: Scope;
  owner: string;
  clock: Clock;
  inFlow: InFlow;
  trial: Trial;
}

/** Between two looks after other instances have written. */
const LOOK_AGAIN_MS = 1_000;
/**
 * The same while events wait for room in the flow and the last look found none: a look reads all offers of the
 * account.
 */
const LOOK_FOR_ROOM_MS = 250;
/** A look without having been woken, because a notification from another instance may get lost. */
const LOOK_AT_LAST_MS = 30_000;

/**
 * Notices offers that have ended without this process being told: another instance closed the event, its lease ran out,
 * this instance was taken for gone, or a commit of its own that seemed to fail was made. They no longer take up room in
 * the flow.
 */
export class EndedUnseen {
  readonly #options: EndedUnseenOptions;
  #lookedAt = 0;
  /** Other instances have written since the last look. */
  #isWoken = false;
  /** Events wait for room in the flow. */
  #isFull = false;
  /** The last look found nothing. */
  #isInVain = false;
  #revivals: number;
  /** The store has failed and works again since the last look. */
  #isMended = false;

  constructor(options: EndedUnseenOptions) {
    this.#options = options;
    this.#revivals = options.store.sharing.revivals;
  }

  /** Another instance has written. */
  woken(): void {
    this.#isWoken = true;
  }

  /** The store works again: commits of this process that seemed to fail may have been made. */
  storeMended(): void {
    this.#isMended = true;
  }

  /** Looks if it is time to. `isFull`: events wait for room in the flow. */
  async look(isFull: boolean): Promise<void> {
    const { store, clock, inFlow, trial } = this.#options;
    const { isShared, revivals } = store.sharing;
    if (!isShared && !this.#isMended) return;
    const isBack = revivals !== this.#revivals;
    this.#isFull = isFull;
    const isTime = this.#isMended || clock.monotonic() >= this.#dueAt;
    if (inFlow.size > 0 && (isBack || isTime)) {
      this.#isWoken = false;
      this.#lookedAt = clock.monotonic();
      const still = await this.#stillOffered();
      const ended = inFlow.keys.filter((key) => !still.has(key));
      this.#isInVain = ended.length === 0;
      // Others have released these as after a crash. But this process was only suspended or cut off: they crashed
      // nothing.
      const harmless = isBack ? ended.filter((key) => inFlow.isHandedOver(key)) : [];
      if (harmless.length > 0) await store.acquit(harmless);
      for (const key of ended) {
        trial.forget(key);
        inFlow.remove(key);
      }
    }
    this.#revivals = revivals;
    this.#isMended = false;
  }

  /** Time until the next look is due, Infinity if there is nothing to look for. */
  get inMs(): number {
    const { store, clock, inFlow } = this.#options;
    return store.sharing.isShared && inFlow.size > 0 ? this.#dueAt - clock.monotonic() : Infinity;
  }

  get #dueAt(): number {
    if (!this.#isWoken) return this.#lookedAt + LOOK_AT_LAST_MS;
    if (!this.#isFull) return this.#lookedAt + LOOK_AGAIN_MS;
    return this.#isInVain ? this.#lookedAt + LOOK_FOR_ROOM_MS : this.#lookedAt;
  }

  /** An offer without an owner was made by an earlier version: it is taken for one of this process. */
  async #stillOffered(): Promise<ReadonlySet<string>> {
    const { store, scope, owner } = this.#options;
    const heads = await offeredHeads(store, scope);
    return new Set(heads.filter((head) => (head.owner ?? owner) === owner).map(({ key }) => key));
  }
}
