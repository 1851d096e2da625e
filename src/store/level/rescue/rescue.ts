import { readdir } from 'node:fs/promises';
import { systemClock } from '../../../domain/clock';
import { StoreError } from '../../../domain/errors';
import { silentLog } from '../../../domain/log';
import { LevelDatabase } from '../level-database';
import { loadLevel } from '../load-level';
import { adoptions } from './adopt';
import type { Contents } from './contents';

/** Changes started together, so that many share one sync and memory stays small. */
const AT_ONCE = 256;

/** Writes the readable contents of a store into a new one, in a folder that is empty or does not exist yet. */
export async function rescue(contents: Contents, target: string): Promise<void> {
  if ((await readdir(target).catch(() => [])).length > 0) throw new StoreError('the new folder is not empty');
  const database = await LevelDatabase.open({
    folder: target,
    clock: systemClock(),
    log: silentLog,
    createDb: loadLevel(),
  });
  try {
    let writes: Promise<void>[] = [];
    for (const adoption of adoptions(contents)) {
      writes.push(database.write(adoption));
      if (writes.length < AT_ONCE) continue;
      await Promise.all(writes);
      writes = [];
    }
    await Promise.all(writes);
  } finally {
    await database.close();
  }
}
