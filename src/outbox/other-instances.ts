import { createThrottle, type Throttle } from '../work/throttle';
import type { Worker } from '../work/worker';
import type { MemoryContext } from './after-change';
import { followOthers } from './follow-others';
import type { Readiness, ReadinessContext } from './readiness';
import { announceNodes } from './who-tells';

export type OthersContext = ReadinessContext & MemoryContext;

/** Others write often: we look at what they did not more often than this. */
const OTHERS_MS = 250;
const FOLLOW_MS = 30_000;

/** What an outbox hears of others that share its store, and tells them. */
export class OtherInstances {
  /** Of the holder: what they have changed. */
  readonly #following: Worker;
  /** Of the messages that this instance took: what they have sent. */
  readonly #accepting: Worker;
  readonly #waking: Throttle;
  #deaf: (() => void)[] | undefined;
  #follows = false;

  constructor(
    private readonly context: OthersContext,
    private readonly readiness: Readiness,
  ) {
    this.#following = readiness.holdersWorker(() => this.#follow());
    this.#accepting = readiness.worker(async () => ((await context.acceptances.look()) ? 0 : undefined));
    this.#waking = createThrottle(context.clock, OTHERS_MS, () => this.changed());
  }

  listen(): void {
    const { sharing } = this.context.store;
    this.#deaf ??= [sharing.onWake(() => this.#waking.call()), sharing.onChange(() => this.changed())];
  }

  /** What they change is followed from now on, as long as this instance is the holder. */
  follow(): void {
    this.#follows = true;
    this.listen();
  }

  /** They have written, come or gone; or another one is the holder. */
  changed(): void {
    const { wake, store } = this.context;
    wake();
    if (!store.sharing.isShared) return;
    this.#accepting.wake();
    if (this.#follows) this.#following.wake();
  }

  /** The store works again: what was written while it failed may be known to nobody here. */
  storeMended(): void {
    if (this.#follows) this.#following.wake();
  }

  /** They hear which nodes there are here. */
  announceNodes(): void {
    const { store, scope, nodes } = this.context;
    announceNodes(
      store.sharing,
      scope,
      nodes.all().map(({ id }) => id),
    );
  }

  async stop(): Promise<void> {
    const { store, scope } = this.context;
    for (const end of this.#deaf ?? []) end();
    this.#waking.stop();
    announceNodes(store.sharing, scope, undefined);
    await Promise.all([this.#following.stop(), this.#accepting.stop()]);
  }

  /** They may have written without a word that arrived here, so it looks now and then. */
  async #follow(): Promise<number | undefined> {
    const { store, wake } = this.context;
    await this.readiness.adopt();
    if (await followOthers(this.context)) wake();
    return store.sharing.isShared ? FOLLOW_MS : undefined;
  }
}
