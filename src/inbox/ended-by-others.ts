import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';
import type { InFlow } from './in-flow';
import { offeredHeads } from './offered-heads';
import type { Trial } from './trial';

export interface EndedByOthersOptions {
  store: Store;
  scope: Scope;
  owner: string;
  clock: Clock;
  inFlow: InFlow;
  trial: Trial;
}

const LOOK_AGAIN_MS = 1_000;
/** The same where something waits for the room, and the last look was in vain: each reads all that flows have. */
const LOOK_FOR_ROOM_MS = 250;
/** Where nobody wakes us: words of others may get lost. */
const LOOK_AT_LAST_MS = 30_000;

/**
 * Offers of this process that end at another instance: marked received there, run out, or released because this one was
 * taken for gone. They take no room any more.
 */
export class EndedByOthers {
  readonly #options: EndedByOthersOptions;
  #lookedAt = 0;
  /** Others have written since. */
  #isWoken = false;
  /** Something waits for the room. */
  #isFull = false;
  /** The last look has found nothing. */
  #isInVain = false;
  #revivals: number;

  constructor(options: EndedByOthersOptions) {
    this.#options = options;
    this.#revivals = options.store.sharing.revivals;
  }

  /** Somebody else has written. */
  woken(): void {
    this.#isWoken = true;
  }

  /** Looks where it is time to. `isFull`: something waits for the room. */
  async look(isFull: boolean): Promise<void> {
    const { store, clock, inFlow, trial } = this.#options;
    const { isShared, revivals } = store.sharing;
    if (!isShared) return;
    const isBack = revivals !== this.#revivals;
    this.#isFull = isFull;
    const isTime = clock.monotonic() >= this.#dueAt;
    if (inFlow.size > 0 && (isBack || isTime)) {
      this.#isWoken = false;
      this.#lookedAt = clock.monotonic();
      const still = await this.#stillOffered();
      const ended = inFlow.keys.filter((key) => !still.has(key));
      this.#isInVain = ended.length === 0;
      // It was cut off or stopped, and no crash: what its flow had meanwhile did no harm.
      const harmless = isBack ? ended.filter((key) => inFlow.isHandedOver(key)) : [];
      if (harmless.length > 0) await store.acquit(harmless);
      for (const key of ended) {
        trial.forget(key);
        inFlow.remove(key);
      }
    }
    this.#revivals = revivals;
  }

  /** So long until the next look, Infinity where nothing could be found. */
  get inMs(): number {
    const { store, clock, inFlow } = this.#options;
    return store.sharing.isShared && inFlow.size > 0 ? this.#dueAt - clock.monotonic() : Infinity;
  }

  get #dueAt(): number {
    if (!this.#isWoken) return this.#lookedAt + LOOK_AT_LAST_MS;
    if (!this.#isFull) return this.#lookedAt + LOOK_AGAIN_MS;
    return this.#isInVain ? this.#lookedAt + LOOK_FOR_ROOM_MS : this.#lookedAt;
  }

  /** An earlier version did not say whose an offer is: it is left alone. */
  async #stillOffered(): Promise<ReadonlySet<string>> {
    const { store, scope, owner } = this.#options;
    const heads = await offeredHeads(store, scope);
    return new Set(heads.filter((head) => (head.owner ?? owner) === owner).map(({ key }) => key));
  }
}
