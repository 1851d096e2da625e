import type { ClassicLevel } from 'classic-level';
import { isSealed, seal } from '../seal';

const PAGE = 256;

/** Seals the values of a store of the first version. If it is cut off, the next start continues. */
export async function sealAll(level: ClassicLevel): Promise<void> {
  for (let after = ''; ;) {
    const entries = await level.iterator({ gt: after, limit: PAGE }).all();
    const batch = level.batch();
    for (const [key, value] of entries) if (!isSealed(value)) batch.put(key, seal(key, value));
    const last = entries.at(-1);
    // The sync of the last batch covers all before it.
    await batch.write({ sync: last === undefined });
    if (last === undefined) return;
    [after] = last;
  }
}
