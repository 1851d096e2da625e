import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../../domain/is-record';
import { replaceFile } from '../../../disk/replace-file';
import { hasCode } from '../failure-reason';
import { UnusableStoreError } from '../unusable-store';
import { damaged } from './verdicts';

const FILE = 'store.json';
const KIND = 'level';

/** 1: values without a seal, and nothing that tells how far the folder reaches and where it lies. */
export type StoreVersion = 1 | 2;
export const NEWEST: StoreVersion = 2;

/**
 * The version of a folder's store; undefined: no store was ever ready there. Rejects with `UnusableStoreError` for another
 * kind of store, one of a later release, or a record that is damaged.
 */
export async function readRecord(folder: string): Promise<StoreVersion | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { kind, version } = parse(text);
  if (kind === KIND && (version === 1 || version === 2)) return version;
  if (typeof kind !== 'string' || (kind === KIND && typeof version !== 'number')) throw damaged([FILE]);
  throw new UnusableStoreError(
    `${FILE} does not name a store of kind ${KIND}, version 1 or ${NEWEST}: another kind of store or a later release of ` +
      'Pushline made this folder',
    'store',
  );
}

/** The last thing that is written of a new store: before it nothing was promised. */
export async function writeRecord(folder: string): Promise<void> {
  await replaceFile(join(folder, FILE), `${JSON.stringify({ kind: KIND, version: NEWEST })}\n`);
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
