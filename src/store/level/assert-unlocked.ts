import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassicLevel } from 'classic-level';
import { hasCode } from './failure-reason';

/**
 * Rejects if another process has the database open. With `errorIfExists` LevelDB
 * takes its lock and then refuses to go on, so nothing is touched.
 */
export async function assertUnlocked(location: string, createDb: (location: string) => ClassicLevel): Promise<void> {
  if ((await stat(join(location, 'LOCK')).catch(() => undefined)) === undefined) return;
  const level = createDb(location);
  try {
    await level.open({ createIfMissing: false, errorIfExists: true });
  } catch (error) {
    if (hasCode(error, 'LEVEL_LOCKED')) throw error;
  } finally {
    await level.close().catch(() => undefined);
  }
}
