import { resolve } from 'node:path';
import { systemClock, type Clock } from '../../../src/domain/clock';
import type { Log } from '../../../src/domain/log';
import { SteadyTime } from '../../../src/domain/steady-time';
import { DocumentFolder } from '../../../src/documents/document-folder';
import { SharedFolder } from '../../../src/documents/shared-folder';
import { ReceivedConverter } from '../../../src/documents/received-converter';
import { DocumentWorker } from '../../../src/documents/worker/document-worker';
import { createHousekeeping } from '../../../src/inbox/housekeeping';
import type { Store } from '../../../src/store/store';
import { thisMachine } from '../../../src/store/this-machine';
import { packageVersion } from '../package-version';
import { SharedByName, type Opened } from './shared-by-name';
import { keyOf, storeKeyOf, type DatabasePlace, type FolderPlace, type StorePlace } from './store-place';
import { tellOfLeftBehind } from './left-behind';
import { isTaken, takeSeat } from './seats';

/** An open store with its documents, shared by all nodes of this Node-RED that use it. */
export interface StoreHome {
  store: Store;
  documents: DocumentFolder;
  /** The one thread of this Node-RED that reads and converts documents. */
  worker: DocumentWorker;
  converter: ReceivedConverter;
  /**
   * A clock with the store's time, which is the same for all its users. `hasProviderTime`: the provider's answers may correct
   * it, which a simulator's must not, because a simulator knows the time only from us.
   */
  clock: (timeScale?: number, options?: { hasProviderTime: boolean }) => Clock;
  /**
   * Only of a database: takes what a person says about one that was restored, copied or moved. Resolves with false if
   * nothing had to be confirmed.
   */
  confirm?: (answer: 'moved' | 'restored') => Promise<boolean>;
  /** Did the process before this one crash? True at most once for each connection (by id) in this process. */
  takeCrash: (connection: string) => boolean;
  /** The last user that releases the store closes it. May be called twice. */
  release: () => Promise<void>;
}

/** By place, because a redeploy or a config node inside a subflow must not open one store twice. */
const homes = new SharedByName<Omit<StoreHome, 'release'>>();

/** Rejects with `StoreError` if the place cannot be used at all. */
export async function openStoreHome(place: StorePlace, log: Log): Promise<StoreHome> {
  const { value, release } = await homes.acquire(keyOf(place), () => open(place, log));
  return { ...value, release };
}

/** Smaller steps are not logged: drifting clocks are corrected by seconds all the time. */
const TOLD_FROM_MS = 60_000;

/** By store, for the life of the process: a store that is reopened goes on with the same time. */
const times = new Map<string, SteadyTime>();

function timeOf(place: StorePlace, log: Log): SteadyTime {
  const key = storeKeyOf(place);
  const time = times.get(key) ?? new SteadyTime(thisMachine());
  times.set(key, time);
  time.onStep = (ms) => {
    if (Math.abs(ms) < TOLD_FROM_MS) return;
    log.info(
      `the clock of this machine was set by ${Math.round(ms / 1_000)} s: nothing is sent earlier or later because of it`,
    );
  };
  return time;
}

/* eslint-disable @typescript-eslint/no-require-imports -- loaded when first needed, and only the store that is used */
const LOAD = {
  level: () =>
    require('../../../src/store/level/open-level-store') as typeof import('../../../src/store/level/open-level-store'),
  postgres: () =>
    require('../../../src/store/postgres/open-postgres-store') as typeof import('../../../src/store/postgres/open-postgres-store'),
};
/* eslint-enable @typescript-eslint/no-require-imports */

type Kept = Pick<StoreHome, 'store' | 'documents' | 'confirm'>;

async function openFolder({ folder }: FolderPlace, how: { clock: Clock; time: SteadyTime; log: Log }): Promise<Kept> {
  const store = await LOAD.level().openLevelStore({ folder, ...how });
  return { store, documents: new DocumentFolder(folder) };
}

async function openDatabase(place: DatabasePlace, how: { clock: Clock; time: SteadyTime; log: Log }): Promise<Kept> {
  const { connection, schema, group, instance, sharedFolder, folder } = place;
  const version = packageVersion();
  const sharedDocuments = sharedFolder === undefined ? undefined : new SharedFolder(sharedFolder);
  const at = { connection, schema, group, instance, version, sharedDocuments };
  const store = await LOAD.postgres().openPostgresStore({ ...at, ...how });
  return { store, documents: new DocumentFolder(folder, store.documents), confirm: store.confirm };
}

/** The names under which the open stores know this process. */
const ours = new Set<string>();

export function isOurs(process: string): boolean {
  return ours.has(process);
}

async function open(place: StorePlace, log: Log): Promise<Opened<Omit<StoreHome, 'release'>>> {
  const seat = await takeSeat(place);
  try {
    const { value, close } = await openAt(place, log);
    const { process } = value.store.sharing;
    ours.add(process);
    const leave = async (): Promise<void> => {
      await close().finally(() => seat.leave());
      ours.delete(process);
    };
    return { value, close: leave };
  } catch (error) {
    seat.leave();
    throw error;
  }
}

async function openAt(place: StorePlace, log: Log): Promise<Opened<Omit<StoreHome, 'release'>>> {
  const time = timeOf(place, log);
  const clock: StoreHome['clock'] = (timeScale, options) => systemClock(timeScale, time, options);
  const how = { clock: clock(), time, log };
  const kept = await (place.kind === 'folder' ? openFolder(place, how) : openDatabase(place, how));
  const { store, documents } = kept;
  const worker = new DocumentWorker();
  const converter = new ReceivedConverter(worker);
  const housekeeping = createHousekeeping({ store, documents, clock: clock(), log });
  const recovered = new Set<string>();
  const takeCrash = (connection: string): boolean => {
    if (!store.health.afterCrash || recovered.has(connection)) return false;
    recovered.add(connection);
    return true;
  };
  const forget = place.kind === 'database' ? tellOfFolder(place, how) : undefined;
  const close = async (): Promise<void> => {
    forget?.();
    await worker.close();
    await housekeeping.stop();
    await store.close();
  };
  return { value: { ...kept, worker, converter, clock, takeCrash }, close };
}

function tellOfFolder(place: DatabasePlace, { clock, log }: { clock: Clock; log: Log }): () => void {
  const folder = resolve(place.folder, '..', '..');
  return tellOfLeftBehind({ folder, isUsed: () => isTaken({ kind: 'folder', folder }), clock, log });
}
