import type { BigIntStats } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder';

/**
 * Writes to a temporary file, syncs it and renames it: after a crash there is the old file or the new, never half a
 * file.
 */
export async function replaceFile(path: string, content: string | ((file: BigIntStats) => string)): Promise<void> {
  const aside = `${path}.${process.pid}`;
  const file = await open(aside, 'w', 0o600);
  try {
    await file.writeFile(typeof content === 'string' ? content : content(await file.stat({ bigint: true })));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  await syncFolder(dirname(path));
}
