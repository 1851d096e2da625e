import { randomBytes } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Sync } from './measured-node-red';
import { sharedNow } from './shared-clock';

/** Measures disk syncs in this folder without Node-RED. */
export interface BareSyncs {
  /** Repeats a sync of Node-RED's kind and size; resolves with its duration in ms. */
  measure(sync: Sync): Promise<number>;
  close(): Promise<void>;
}

export async function openBareSyncs(folder: string): Promise<BareSyncs> {
  const documents = join(folder, 'documents');
  await mkdir(documents, { recursive: true });
  const db = new ClassicLevel(join(folder, 'level'));
  await db.open();
  let count = 0;

  async function syncedFile(bytes: number): Promise<number> {
    count += 1;
    const path = join(documents, `${count}.part`);
    const file = await open(path, 'wx');
    await file.writeFile(randomBytes(bytes));
    const ms = await timed(() => file.sync());
    await file.close();
    await rename(path, join(documents, `${count}.tif`));
    return ms;
  }

  async function syncedFolder(): Promise<number> {
    const handle = await open(documents, 'r');
    const ms = await timed(() => handle.sync());
    await handle.close();
    return ms;
  }

  function syncedPut(bytes: number): Promise<number> {
    count += 1;
    const value = randomBytes(bytes / 2).toString('hex');
    return timed(() => db.put(String(count), value, { sync: true }));
  }

  return {
    measure({ kind, bytes }) {
      if (kind === 'file') return syncedFile(bytes);
      return kind === 'folder' ? syncedFolder() : syncedPut(bytes);
    },
    close: () => db.close(),
  };
}

async function timed(run: () => Promise<void>): Promise<number> {
  const began = sharedNow();
  await run();
  return sharedNow() - began;
}
