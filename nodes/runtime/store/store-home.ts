import { resolve } from 'node:path';
import { systemClock, type Clock } from '../../../src/domain/clock';
import type { Log } from '../../../src/domain/log';
import { SteadyTime } from '../../../src/domain/steady-time';
import { DocumentFolder } from '../../../src/documents/document-folder';
import { ReceivedConverter } from '../../../src/documents/received-converter';
import { DocumentWorker } from '../../../src/documents/worker/document-worker';
import { createHousekeeping } from '../../../src/inbox/housekeeping';
import type { Store } from '../../../src/store/store';
import { SharedByName, type Opened } from './shared-by-name';
import { thisMachine } from './this-machine';

/** The store of this Node-RED with the documents beside it, shared by all nodes that hold it. */
export interface StoreHome {
  store: Store;
  documents: DocumentFolder;
  /** The one thread of this Node-RED that reads and converts documents. */
  worker: DocumentWorker;
  converter: ReceivedConverter;
  /** By the store's time, which is the same for all that use it. A simulator knows no more of the time than we do. */
  clock: (timeScale?: number, options?: { isTold: boolean }) => Clock;
  /** Were offers of this scope cut short by a crash? True at most once for a scope in this process. */
  takeCrash: (scope: string) => boolean;
  /** The last one to let go closes it. Twice is harmless. */
  release: () => Promise<void>;
}

/** By folder: a redeploy or a config node inside a subflow must not open one store twice. */
const homes = new SharedByName<Omit<StoreHome, 'release'>>();

/** Rejects with `StoreError` where the folder cannot be used at all. */
export async function openStoreHome(folder: string, log: Log): Promise<StoreHome> {
  const path = resolve(folder);
  const { value, release } = await homes.acquire(path, () => open(path, log));
  return { ...value, release };
}

/** Clocks that drift are put right by seconds all the time. */
const TOLD_FROM_MS = 60_000;

/** By folder, and for the life of the process: whoever opens it anew goes on in the same time. */
const times = new Map<string, SteadyTime>();

function timeOf(folder: string, log: Log): SteadyTime {
  const time = times.get(folder) ?? new SteadyTime(thisMachine());
  times.set(folder, time);
  time.onStep = (ms) => {
    if (Math.abs(ms) < TOLD_FROM_MS) return;
    log.info(
      `the clock of this machine was set by ${Math.round(ms / 1_000)} s: nothing is sent earlier or later because of it`,
    );
  };
  return time;
}

/** With the first connection that is deployed. */
function loadStore(): typeof import('../../../src/store/level/open-level-store') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only now, and only here
  return require('../../../src/store/level/open-level-store') as typeof import('../../../src/store/level/open-level-store');
}

async function open(folder: string, log: Log): Promise<Opened<Omit<StoreHome, 'release'>>> {
  const time = timeOf(folder, log);
  const clock: StoreHome['clock'] = (timeScale, options) => systemClock(timeScale, time, options);
  const store = await loadStore().openLevelStore({ folder, clock: clock(), time, log });
  const documents = new DocumentFolder(folder);
  const worker = new DocumentWorker();
  const converter = new ReceivedConverter(worker);
  const housekeeping = createHousekeeping({ store, documents, clock: clock(), log });
  const recovered = new Set<string>();
  const takeCrash = (scope: string): boolean => {
    if (!store.health.afterCrash || recovered.has(scope)) return false;
    recovered.add(scope);
    return true;
  };
  const close = async (): Promise<void> => {
    await worker.close();
    await housekeeping.stop();
    await store.close();
  };
  return { value: { store, documents, worker, converter, clock, takeCrash }, close };
}
