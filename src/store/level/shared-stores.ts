import { resolve } from 'node:path';
import type { Store } from '../store';
import { openLevelStore, type LevelStoreOptions } from './open-level-store';

/** One user's hold on a store that others may share. */
export interface SharedStore {
  store: Store;
  /** Gives the hold back; the last one closes the store. Twice is safe, and it never rejects. */
  release(): Promise<void>;
}

export type SharedStoreOptions = Omit<LevelStoreOptions, 'folder'>;

interface Shared {
  store: Promise<Store>;
  uses: number;
}

const open = new Map<string, Shared>();
const closing = new Map<string, Promise<void>>();

/**
 * LevelDB lets a folder be opened once: redeploys and several config nodes share it by its path, with the options of
 * the first, and whoever comes while it is being closed waits for that. Rejects like `openLevelStore`.
 */
export async function acquireStore(folder: string, options: SharedStoreOptions): Promise<SharedStore> {
  const path = resolve(folder);
  const shared = open.get(path) ?? { store: openAfterClose(path, options), uses: 0 };
  open.set(path, shared);
  shared.uses += 1;
  try {
    const store = await shared.store;
    let released: Promise<void> | undefined;
    return { store, release: () => (released ??= giveBack(path, shared, store)) };
  } catch (error) {
    if (open.get(path) === shared) open.delete(path);
    throw error;
  }
}

async function openAfterClose(path: string, options: SharedStoreOptions): Promise<Store> {
  await closing.get(path);
  return openLevelStore({ ...options, folder: path });
}

async function giveBack(path: string, shared: Shared, store: Store): Promise<void> {
  shared.uses -= 1;
  if (shared.uses > 0) return;
  open.delete(path);
  const closed = store.close();
  closing.set(path, closed);
  await closed;
  if (closing.get(path) === closed) closing.delete(path);
}
