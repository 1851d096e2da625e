import { systemClock, type Clock } from '../../src/domain/clock';
import type { Log } from '../../src/domain/log';
import { SteadyTime } from '../../src/domain/steady-time';
import { DocumentFolder } from '../../src/documents/document-folder';
import { createHousekeeping } from '../../src/inbox/housekeeping';
import type { Worker } from '../../src/inbox/worker';
import { acquireStore } from '../../src/store/level/shared-stores';
import type { Store } from '../../src/store/store';
import { thisMachine } from './this-machine';

/** The store of this Node-RED with the documents beside it, shared by all nodes that hold it. */
export interface StoreHome {
  store: Store;
  documents: DocumentFolder;
  /** By the store's time, which is the same for all that use it. */
  clock: (timeScale?: number) => Clock;
  /** True once a scope and process: were offers of this scope cut short by a crash? */
  takeCrash: (scope: string) => boolean;
  /** The last one to let go closes it. Twice is harmless. */
  release: () => Promise<void>;
}

interface Shared {
  opened: Promise<Omit<StoreHome, 'release'>>;
  close: () => Promise<void>;
  holders: number;
}

/** By folder: a redeploy or a config node inside a subflow must not open one store twice. */
const homes = new Map<string, Shared>();

/** Rejects with `StoreError` where the folder cannot be used at all. */
export async function openStoreHome(folder: string, log: Log): Promise<StoreHome> {
  const shared = homes.get(folder) ?? open(folder, log);
  homes.set(folder, shared);
  shared.holders += 1;
  let held = true;
  const release = async (): Promise<void> => {
    if (!held) return;
    held = false;
    shared.holders -= 1;
    if (shared.holders > 0) return;
    if (homes.get(folder) === shared) homes.delete(folder);
    await shared.close();
  };
  try {
    return { ...(await shared.opened), release };
  } catch (error) {
    await release();
    throw error;
  }
}

function open(folder: string, log: Log): Shared {
  const time = new SteadyTime(thisMachine());
  time.onStep = (ms) => {
    log.info(
      `the clock of this machine was set by ${Math.round(ms / 1_000)} s: what waits goes on by the time that passes`,
    );
  };
  const clock = (timeScale?: number): Clock => systemClock(timeScale, time);
  let housekeeping: Worker | undefined;
  const acquired = acquireStore(folder, { clock: clock(), time, log });
  const opened = acquired.then(({ store }) => {
    const documents = new DocumentFolder(folder);
    housekeeping = createHousekeeping({ store, documents, clock: clock(), log });
    const recovered = new Set<string>();
    const takeCrash = (scope: string): boolean => {
      if (!store.health.afterCrash || recovered.has(scope)) return false;
      recovered.add(scope);
      return true;
    };
    return { store, documents, clock, takeCrash };
  });
  const close = async (): Promise<void> => {
    await housekeeping?.stop();
    const lease = await acquired.catch(() => undefined);
    await lease?.release();
  };
  return { opened, close, holders: 0 };
}
