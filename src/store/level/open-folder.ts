import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError } from '../../domain/errors';
import type { StoreFailureCode } from '../store';
import { hasCode } from './failure-reason';
import { keyOf } from './key-space';
import type { Database } from './reader';

/** Kind and version of a store's folder: recorded once, never changed by itself. */
const STORE_RECORD = { kind: 'level', version: 1 } as const;

/** Present while a process uses the store; left behind by one that did not close it. */
export const RUNNING_KEY = keyOf('meta', 'running');

/** Waiting does not help against this one: somebody has to look at the folder. */
export class UnusableFolderError extends StoreError {
  constructor(
    message: string,
    readonly failureCode: StoreFailureCode,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface OpenedFolder {
  db: Database;
  /** Whoever had the store before did not close it. */
  unclean: boolean;
}

/**
 * Opens the folder and proves with one synced write that it can be written.
 * Rejects with `UnusableFolderError`, or with whatever the system says of a full disk, a lock, missing rights.
 */
export async function openFolder(
  folder: string,
  createDb: (location: string) => Database,
  now: number,
): Promise<OpenedFolder> {
  const location = join(folder, 'level');
  await makePrivate(folder);
  await checkRecord(folder);
  await makePrivate(location);
  await syncFolder(folder);
  const db = createDb(location);
  try {
    await db.open();
    const unclean = (await db.get(RUNNING_KEY)) !== undefined;
    await db.batch([{ type: 'put', key: RUNNING_KEY, value: String(now) }], { sync: true });
    return { db, unclean };
  } catch (error) {
    await db.close().catch(() => undefined);
    throw hasCode(error, 'LEVEL_CORRUPTION') ? damaged(error) : error;
  }
}

/** LevelDB makes its files with the process's umask, so it is the folders that keep others out. */
async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** Else a power cut could take the new folder away with all that was synced inside it. Windows syncs no folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const path of [folder, dirname(folder)]) {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  }
}

function damaged(cause: unknown): UnusableFolderError {
  const advice =
    'nothing was deleted; copy the folder of the store away, then restore it from a backup or start afresh';
  return new UnusableFolderError(`the files of the store are damaged; ${advice}`, 'store-damaged', { cause });
}

async function checkRecord(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'store.json'), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return writeRecord(folder);
  const record = parseRecord(text);
  if (record?.['kind'] === STORE_RECORD.kind && record['version'] === STORE_RECORD.version) return;
  throw new UnusableFolderError(
    `store.json does not name a store of kind ${STORE_RECORD.kind}, version ${STORE_RECORD.version}: ` +
      'another kind of store or another release of Pushline made this folder',
    'store',
  );
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Written aside and renamed: half a record would keep the store shut for ever. */
async function writeRecord(folder: string): Promise<void> {
  const aside = join(folder, `store.json.${process.pid}`);
  const file = await open(aside, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(STORE_RECORD)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, join(folder, 'store.json'));
}
