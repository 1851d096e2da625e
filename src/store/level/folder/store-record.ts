import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compact } from '../../../domain/compact';
import { isRecord } from '../../../domain/is-record';
import { replaceFile } from '../../../disk/replace-file';
import { hasCode } from '../failure-reason';
import { UnusableStoreError } from '../unusable-store';
import { damaged, moved } from './verdicts';

const FILE = 'store.json';
const KIND = 'level';
/** Releases that do not know it take it for another kind of store, and do not touch the folder. */
const MOVED = 'moved';

/** Version 1 has no seals, and no files `reach` and `place.json`. */
export type StoreVersion = 1 | 2;
export const NEWEST: StoreVersion = 2;

export interface StoreRecord {
  version: StoreVersion;
  /** The id by which a database knows this folder, once a move there has begun. */
  id?: string;
  /** The id of the store to which everything was moved; this folder is only kept. */
  movedTo?: string;
}

/**
 * The version of a folder's store; undefined: no store was ever ready there. Rejects with `UnusableStoreError` for
 * another kind of store, one of a later release, one that has moved, or a damaged record.
 */
export async function readRecord(folder: string): Promise<StoreVersion | undefined> {
  const record = await readWholeRecord(folder);
  if (record?.movedTo !== undefined) throw moved();
  return record?.version;
}

/** The whole record, also of a store that has moved. */
export async function readWholeRecord(folder: string): Promise<StoreRecord | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { kind, version, id, to } = parse(text);
  const known = version === 1 || version === 2 ? version : undefined;
  if (kind === KIND && known) return compact({ version: known, id: typeof id === 'string' ? id : undefined });
  if (kind === MOVED && known && typeof id === 'string' && typeof to === 'string') {
    return { version: known, id, movedTo: to };
  }
  if (typeof kind !== 'string' || ([KIND, MOVED].includes(kind) && typeof version !== 'number')) throw damaged([FILE]);
  throw new UnusableStoreError(
    `${FILE} does not name a store of kind ${KIND}, version 1 or ${NEWEST}: another kind of store or a later release of ` +
      'Pushline made this folder',
    'store',
  );
}

/** Written last when a store is created: before this, nothing was reported as stored. */
export async function writeRecord(folder: string, { id, movedTo }: Omit<StoreRecord, 'version'> = {}): Promise<void> {
  const kind = movedTo === undefined ? KIND : MOVED;
  await replaceFile(join(folder, FILE), `${JSON.stringify({ kind, version: NEWEST, id, to: movedTo })}\n`);
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
