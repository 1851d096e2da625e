import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../../disk/sync-folder';
import { assertUnlocked } from '../assert-unlocked';
import { hasCode } from '../failure-reason';
import { inspectFolder } from '../folder/inspect-folder';
import { writePlace } from '../folder/place';
import { NEWEST, readRecord, writeRecord, type StoreVersion } from '../folder/store-record';
import { loadLevel } from '../load-level';
import { UnusableStoreError } from '../unusable-store';
import { readContents, type Contents } from './contents';
import { rescue } from './rescue';

/**
 * Replaces a damaged or incomplete store by one with everything that is still readable. The old one stays beside it
 * under another name: nothing is deleted. What became of jobs and events since is then in doubt. Resolves with
 * undefined if nothing is wrong.
 */
export async function rescueInPlace(folder: string, now: Date): Promise<Contents | undefined> {
  const version = await versionOf(folder);
  const findings = version === NEWEST ? await inspectFolder(folder, version) : undefined;
  const level = join(folder, 'level');
  const contents = await readContents(level, version !== NEWEST);
  if (findings?.length === 0 && contents.unreadable === 0) return undefined;
  await assertUnlocked(level, loadLevel());
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const stage = join(folder, `rescue-${stamp}`);
  await rescue(contents, stage);
  await rename(level, `${level}-damaged-${stamp}`).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
  await rename(join(stage, 'level'), level);
  await copyFile(join(stage, 'reach'), join(folder, 'reach'));
  await syncFolder(folder);
  await writePlace(folder, { restored: true, doubtful: true });
  await writeRecord(folder);
  await rm(stage, { recursive: true });
  return contents;
}

/** undefined: its record is missing or damaged. Rejects for another kind of store, or one of a later release. */
export async function versionOf(folder: string): Promise<StoreVersion | undefined> {
  return readRecord(folder).catch((error: unknown) => {
    if (error instanceof UnusableStoreError && error.failureCode === 'store-damaged') return undefined;
    throw error;
  });
}
