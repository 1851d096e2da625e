import { copyFile, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contents } from '../store/level/rescue/contents';
import { rescue } from '../store/level/rescue/rescue';

/**
 * Writes what could be read of a store, and all its documents, into a new folder. Whoever uses that is asked first: an
 * earlier state of a job may have been all that was left of it.
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
