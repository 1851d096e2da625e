import { join } from 'node:path';
import { DamageError } from '../damage-error';
import { COMMIT_KEY } from '../durable-database';
import { inspectLevel, type Finding } from '../files/inspect-level';
import { unseal } from '../seal';
import { readReach } from './reach';
import type { StoreVersion } from './store-record';

/** Finds what is wrong with a folder in which a store of this version has been ready. Changes nothing. */
export async function inspectFolder(folder: string, version: StoreVersion): Promise<Finding[]> {
  const { findings, newest } = await inspectLevel(join(folder, 'level'), COMMIT_KEY);
  if (version === 1 || findings.length > 0) return findings;
  const reach = await readReach(folder);
  if (reach === undefined) return [{ kind: 'missing', file: 'reach' }];
  const commit = newest?.value === undefined ? 0 : commitOf(newest.value);
  if (commit === undefined) return [{ kind: 'damaged', file: 'level' }];
  return commit < reach ? [{ kind: 'missing', file: `the last ${reach - commit} writes` }] : [];
}

function commitOf(sealed: string): number | undefined {
  try {
    return Number(unseal(COMMIT_KEY, sealed, { bare: false }));
  } catch (error) {
    if (error instanceof DamageError) return undefined;
    throw error;
  }
}
