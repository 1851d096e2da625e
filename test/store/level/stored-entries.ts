import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { unseal } from '../../../src/store/level/seal';

/** What lies in a closed store, without what the store keeps of itself. */
export async function storedEntries(folder: string): Promise<[string, string][]> {
  const db = new ClassicLevel(join(folder, 'level'));
  const entries = await db.iterator().all();
  await db.close();
  return entries
    .map(([key, sealed]): [string, string] => [key, unseal(key, sealed, { bare: false })])
    .filter(([key]) => key !== 'meta/commit');
}
