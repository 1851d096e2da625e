import type { Log } from '../../src/domain/log';
import { openStoreHome, type StoreHome } from '../runtime/store/store-home';
import { keyOf, type StorePlace } from '../runtime/store/store-place';

/** The stores that a node has used, kept open for the next message. */
export class HeldStores {
  readonly #log: Log;
  readonly #homes = new Map<string, Promise<StoreHome>>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Rejects with `StoreError` if the store cannot be opened, and with what `work` rejects with. */
  async use<T>(place: StorePlace, work: (home: StoreHome) => Promise<T>): Promise<T> {
    const done = this.#home(place).then(work);
    this.#underWay.add(done);
    try {
      return await done;
    } finally {
      this.#underWay.delete(done);
    }
  }

  /** Releases all stores, once the work under way has ended. Never rejects. */
  async letGo(): Promise<void> {
    const homes = [...this.#homes.values()];
    this.#homes.clear();
    await Promise.allSettled(this.#underWay);
    await Promise.allSettled(homes.map(async (home) => (await home).release()));
  }

  #home(place: StorePlace): Promise<StoreHome> {
    const key = keyOf(place);
    const home = this.#homes.get(key) ?? openStoreHome(place, this.#log);
    this.#homes.set(key, home);
    home.catch(() => {
      if (this.#homes.get(key) === home) this.#homes.delete(key);
    });
    return home;
  }
}
