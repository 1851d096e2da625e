import { copyFile, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contents } from '../store/level/rescue/contents';
import { rescue } from '../store/level/rescue/rescue';

/**
 * Writes what could be read of a store, and all its documents, into a new folder. The store then asks the user to
 * confirm the folder before it is used: of a job only an earlier state may have been readable, so it may have been
 * sent since.
 */
export async function saveFolder(folder: string, contents: Contents, target: string): Promise<void> {
  await rescue(contents, target);
  await rm(join(target, 'place.json'));
  await mkdir(join(target, 'documents'), { recursive: true, mode: 0o700 });
  await cp(join(folder, 'documents'), join(target, 'documents'), { recursive: true }).catch(unlessMissing);
  await copyFile(join(folder, 'webhook-paths.json'), join(target, 'webhook-paths.json')).catch(unlessMissing);
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
}
