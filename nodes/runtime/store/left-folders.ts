import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { NodeRed } from '../node-red';
import { storeFolder } from '../settings/settings-file';
import { databasePlaces } from './store-node';
import { FLOW_FOLDERS } from './store-place';

/** A node that is taken out may come back with the next deploy. */
const FORGOTTEN_MS = 86_400_000;

/**
 * What flows were given of documents is in a folder for each store. Those of stores that no node names any more are removed:
 * nobody else would do it, and they may hold faxes. Never rejects.
 */
export async function removeLeftFolders(RED: NodeRed, now = Date.now()): Promise<void> {
  const all = join(storeFolder(RED), FLOW_FOLDERS);
  const found = await readdir(all).catch(() => []);
  const places = databasePlaces();
  // One that cannot be read may be any of them.
  if (found.length === 0 || places.includes(undefined)) return;
  const named = new Set(places.map((place) => basename(place?.folder ?? '')));
  for (const folder of found.filter((name) => !named.has(name)).map((name) => join(all, name))) {
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > FORGOTTEN_MS) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
