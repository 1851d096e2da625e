import { isInPlace, readMarks, writePlace } from './place';
import { NEWEST, readWholeRecord, writeRecord } from './store-record';
import { moved } from './verdicts';

/**
 * Records what a person says about a folder that is not where it was: it was `moved`, and nothing was done elsewhere
 * since; or it was `restored` from a backup, and nobody knows what was done since. `restored` also applies to a folder
 * whose contents were moved into a database and that is to be used again. Resolves with false if nobody has to say
 * anything.
 */
export async function confirmPlace(folder: string, answer: 'moved' | 'restored'): Promise<boolean> {
  const { version, movedTo } = (await readWholeRecord(folder)) ?? {};
  if (movedTo !== undefined) return useAgain(folder, answer);
  if (version !== NEWEST || (await isInPlace(folder))) return false;
  const marks = await readMarks(folder);
  await writePlace(folder, answer === 'moved' ? marks : { restored: true, doubtful: true });
  return true;
}

async function useAgain(folder: string, answer: 'moved' | 'restored'): Promise<true> {
  if (answer === 'moved') throw moved();
  // The doubt is written first, so that if this is cut off in between, the folder still counts as moved away.
  await writePlace(folder, { restored: true, doubtful: true });
  await writeRecord(folder);
  return true;
}
