import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../domain/code-of';

/** Errors of file systems that cannot sync a folder: nothing more can be done there. */
const NOTHING_TO_SYNC = new Set(['EINVAL', 'ENOTSUP', 'ENOSYS']);

/** Without this a power cut can lose a new file's name although its bytes are on disk. Windows cannot sync folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!NOTHING_TO_SYNC.has(codeOf(error))) throw error;
  } finally {
    // Not awaited, because every fax would wait for it, and a failing close changes nothing about the sync.
    void handle.close().catch(() => undefined);
  }
}

/** Syncs the folder and, so that its own name is safe too, its parent. */
export async function syncWithParent(folder: string): Promise<void> {
  await syncFolder(folder);
  await syncFolder(dirname(folder));
}
