import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { NodeRed } from '../node-red';
import { storeFolder } from '../settings/settings-file';
import { databasePlaces } from './store-node';
import { FLOW_FOLDERS } from './store-place';

/** A store's node that was removed may come back with a later deploy: until then its folder stays. */
const FORGOTTEN_MS = 86_400_000;

/**
 * For each store in a database there is a folder with the documents that were handed over to flows. Removes the
 * folders of stores that no node names any more: nothing else would, and they may hold faxes. Never rejects.
 */
export async function removeLeftFolders(RED: NodeRed, now = Date.now()): Promise<void> {
  const all = join(storeFolder(RED), FLOW_FOLDERS);
  const found = await readdir(all).catch(() => []);
  const places = databasePlaces();
  // A node whose settings cannot be read may name any of them.
  if (found.length === 0 || places.includes(undefined)) return;
  const named = new Set(places.map((place) => basename(place?.folder ?? '')));
  for (const folder of found.filter((name) => !named.has(name)).map((name) => join(all, name))) {
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > FORGOTTEN_MS) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
