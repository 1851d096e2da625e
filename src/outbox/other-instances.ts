import { createThrottle, type Throttle } from '../work/throttle';
import type { Worker } from '../work/worker';
import type { MemoryContext } from './after-change';
import { followOthers } from './follow-others';
import type { Readiness, ReadinessContext } from './readiness';
import { announceNodes } from './who-reports';

export type OthersContext = ReadinessContext & MemoryContext;

/** Other instances may write often; what they wrote is read at most this often. */
const OTHERS_MS = 250;
const FOLLOW_MS = 30_000;

/** What an outbox learns from other instances on its store, and what it tells them. */
export class OtherInstances {
  readonly #context: OthersContext;
  readonly #readiness: Readiness;
  /** Only as the holder: follows what others have changed. */
  readonly #following: Worker;
  /** Looks which jobs submitted here others have sent. */
  readonly #accepting: Worker;
  readonly #waking: Throttle;
  #deaf: (() => void)[] | undefined;
  #follows = false;

  constructor(context: OthersContext, readiness: Readiness) {
    this.#context = context;
    this.#readiness = readiness;
    this.#following = readiness.holdersWorker(() => this.#follow());
    this.#accepting = readiness.worker(async () => ((await context.acceptances.look()) ? 0 : undefined));
    this.#waking = createThrottle(context.clock, OTHERS_MS, () => this.changed());
  }

  listen(): void {
    const { sharing } = this.#context.store;
    this.#deaf ??= [sharing.onWake(() => this.#waking.call()), sharing.onChange(() => this.changed())];
  }

  /** From now on changes by others are followed, as long as this instance is the holder. */
  follow(): void {
    this.#follows = true;
    this.listen();
  }

  /** Other instances have written, come or gone, or the holder has changed. */
  changed(): void {
    const { wake, store } = this.#context;
    wake();
    if (!store.sharing.isShared) return;
    this.#accepting.wake();
    if (this.#follows) this.#following.wake();
  }

  /** The store works again: commits of this process that seemed to fail may have been made. */
  storeMended(): void {
    if (this.#follows) this.#following.wake();
  }

  /** Tells the others which sending nodes there are here. */
  announceNodes(): void {
    const { store, scope, nodes } = this.#context;
    announceNodes(
      store.sharing,
      scope,
      nodes.all().map(({ id }) => id),
    );
  }

  async stop(): Promise<void> {
    const { store, scope } = this.#context;
    for (const end of this.#deaf ?? []) end();
    this.#waking.stop();
    announceNodes(store.sharing, scope, undefined);
    await Promise.all([this.#following.stop(), this.#accepting.stop()]);
  }

  /** A notification from another instance may get lost, so this also looks now and then without one. */
  async #follow(): Promise<number | undefined> {
    const { store, wake } = this.#context;
    await this.#readiness.adopt();
    if (await followOthers(this.#context)) wake();
    return store.sharing.isShared ? FOLLOW_MS : undefined;
  }
}
