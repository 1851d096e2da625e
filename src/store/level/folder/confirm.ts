import { isInPlace, readMarks, writePlace } from './place';
import { NEWEST, readWholeRecord, writeRecord } from './store-record';
import { moved } from './verdicts';

/**
 * What a person says of a folder that lies in another place: `moved`, and nothing was done elsewhere since; or `restored`
 * from a backup, and nobody knows what was done since. That is also what has to be said of a folder whose contents have moved
 * into a database, and which is to be used again. Resolves with false where nobody has to say anything.
 */
export async function confirmPlace(folder: string, told: 'moved' | 'restored'): Promise<boolean> {
  const { version, movedTo } = (await readWholeRecord(folder)) ?? {};
  if (movedTo !== undefined) return useAgain(folder, told);
  if (version !== NEWEST || (await isInPlace(folder))) return false;
  const marks = await readMarks(folder);
  await writePlace(folder, told === 'moved' ? marks : { restored: true, doubtful: true });
  return true;
}

async function useAgain(folder: string, told: 'moved' | 'restored'): Promise<true> {
  if (told === 'moved') throw moved();
  // In doubt first: cut off in between, it stays a folder that has moved.
  await writePlace(folder, { restored: true, doubtful: true });
  await writeRecord(folder);
  return true;
}
