import { join } from 'node:path';
import type { ClassicLevel } from 'classic-level';
import type { Clock } from '../../domain/clock';
import { syncWithParent } from '../../disk/sync-folder';
import { assertUnlocked } from './assert-unlocked';
import { BatchWriter } from './batch-writer';
import { DurableDatabase } from './durable-database';
import { hasCode } from './failure-reason';
import { clearUnfinished } from './folder/first-start';
import { inspectFolder } from './folder/inspect-folder';
import { makePrivate } from './folder/make-private';
import { isInPlace, readMarks, writePlace } from './folder/place';
import { Reach } from './folder/reach';
import { sealAll } from './folder/seal-all';
import { NEWEST, readRecord, writeRecord, type StoreVersion } from './folder/store-record';
import { copied, damaged, verdictOf } from './folder/verdicts';
import { Ledger } from './ledger';
import { doubt } from '../doubt';
import { keyOf } from '../path';
import type { Rows } from '../rows';
import { takeStep } from '../steps/take-step';

/** Present while a process uses the store; a process that crashes leaves it behind. */
export const RUNNING_KEY = keyOf('meta', 'running');

export interface FolderOptions {
  folder: string;
  createDb: (location: string) => ClassicLevel;
  clock: Clock;
}

export interface OpenedFolder {
  db: DurableDatabase;
  /** Whether the last process did not close the store. */
  unclean: boolean;
  isPrivate: boolean;
  /** Whether it was restored from a backup, or rescued from damage. */
  restored: boolean;
}

/**
 * Opens the folder and proves with one synced write that it can be written. LevelDB may only open an intact database,
 * because it repairs by leaving things out. Rejects with `UnusableStoreError`, or with the system's error for a full
 * disk, a lock or missing rights.
 */
export async function openFolder(options: FolderOptions): Promise<OpenedFolder> {
  const { folder, createDb } = options;
  const location = join(folder, 'level');
  const isPrivate = await makePrivate(folder);
  const version = await readRecord(folder);
  if (version === undefined) await clearUnfinished(folder);
  else await assertUsable(options, version);
  await makePrivate(location);
  const level = createDb(location);
  try {
    await level.open({ createIfMissing: version === undefined });
    return { ...(await begin(options, level, version)), isPrivate };
  } catch (error) {
    await level.close().catch(() => undefined);
    throw hasCode(error, 'LEVEL_CORRUPTION') ? damaged([], { cause: error }) : error;
  }
}

async function begin(
  { folder, clock }: FolderOptions,
  level: ClassicLevel,
  version: StoreVersion | undefined,
): Promise<Omit<OpenedFolder, 'isPrivate'>> {
  if (version === 1) await sealAll(level);
  const db = new DurableDatabase(level, false);
  await db.begin();
  const unclean = (await db.get(RUNNING_KEY)) !== undefined;
  await db.write([[RUNNING_KEY, String(clock.now())]]);
  await syncWithParent(level.location);
  const reach = await Reach.begin(folder, db.commit, () => clock.monotonic());
  db.tell(reach);
  if (version !== NEWEST) {
    await writePlace(folder);
    await writeRecord(folder);
  }
  const { restored = false, doubtful = false } = await readMarks(folder);
  if (doubtful) {
    await doubt(await rowsOf(db));
    await writePlace(folder, { restored });
  }
  return { db, unclean, restored };
}

/** Rows for the time before the store is handed out. */
async function rowsOf(db: DurableDatabase): Promise<Pick<Rows, 'list' | 'change'>> {
  const writer = new BatchWriter(db, await Ledger.open(db), () => undefined);
  return {
    list: (ranges) => Promise.all(ranges.map((page) => db.page(page))),
    change: (reads, step) => writer.write({ reads, run: (view) => takeStep(view, step) }),
  };
}

async function assertUsable({ folder, createDb }: FolderOptions, version: StoreVersion): Promise<void> {
  if (version !== 1 && !(await isInPlace(folder))) throw copied();
  const verdict = verdictOf(await inspectFolder(folder, version));
  if (verdict === undefined) return;
  // The files of a store in use look damaged, too.
  await assertUnlocked(join(folder, 'level'), createDb);
  throw verdict;
}
