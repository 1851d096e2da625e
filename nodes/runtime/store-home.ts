import { systemClock } from '../../src/domain/clock';
import type { Log } from '../../src/domain/log';
import { DocumentFolder } from '../../src/documents/document-folder';
import { createHousekeeping } from '../../src/inbox/housekeeping';
import type { Worker } from '../../src/inbox/worker';
import { acquireStore } from '../../src/store/level/shared-stores';
import type { Store } from '../../src/store/store';

/** The store of this Node-RED with the documents beside it, shared by all nodes that hold it. */
export interface StoreHome {
  store: Store;
  documents: DocumentFolder;
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
  const clock = systemClock();
  let housekeeping: Worker | undefined;
  const acquired = acquireStore(folder, { clock, log });
  const opened = acquired.then(({ store }) => {
    const documents = new DocumentFolder(folder);
    housekeeping = createHousekeeping({ store, documents, clock, log });
    const recovered = new Set<string>();
    const takeCrash = (scope: string): boolean => {
      if (!store.health.afterCrash || recovered.has(scope)) return false;
      recovered.add(scope);
      return true;
    };
    return { store, documents, takeCrash };
  });
  const close = async (): Promise<void> => {
    await housekeeping?.stop();
    const lease = await acquired.catch(() => undefined);
    await lease?.release();
  };
  return { opened, close, holders: 0 };
}
