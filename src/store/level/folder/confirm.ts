import { isInPlace, readMarks, writePlace } from './place';
import { NEWEST, readRecord } from './store-record';

/**
 * What a person says of a folder that lies in another place: `moved`, and nothing was done elsewhere since; or `restored`
 * from a backup, and nobody knows what was done since. Resolves with false where nobody has to say anything.
 */
export async function confirmPlace(folder: string, told: 'moved' | 'restored'): Promise<boolean> {
  if ((await readRecord(folder)) !== NEWEST || (await isInPlace(folder))) return false;
  const marks = await readMarks(folder);
  await writePlace(folder, told === 'moved' ? marks : { restored: true, doubtful: true });
  return true;
}
