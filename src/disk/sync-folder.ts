import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../domain/code-of';

/** What file systems say that sync no folders: they have nothing of the kind, and there is nothing to be done. */
const NOTHING_TO_SYNC = new Set(['EINVAL', 'ENOTSUP', 'ENOSYS']);

/** Without this a power cut can lose a new name although the bytes behind it are safe. Windows syncs no folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!NOTHING_TO_SYNC.has(codeOf(error))) throw error;
  } finally {
    // It has been synced, or not: what its end says changes nothing, and each fax would wait for it.
    void handle.close().catch(() => undefined);
  }
}

/** The folder's own name is safe, too. */
export async function syncWithParent(folder: string): Promise<void> {
  await syncFolder(folder);
  await syncFolder(dirname(folder));
}
