import { chmod, stat } from 'node:fs/promises';
import { makeFolder } from '../../../disk/make-folder';

const OTHERS = 0o077;

/**
 * LevelDB makes its files with the process's umask, so it is the folders that keep others out. Resolves with false where
 * others can look into it: not every disk knows modes, and not every volume is ours.
 */
export async function makePrivate(folder: string): Promise<boolean> {
  await makeFolder(folder);
  if (await isPrivate(folder)) return true;
  await chmod(folder, 0o700).catch(() => undefined);
  return isPrivate(folder);
}

/** Windows has no such modes. */
async function isPrivate(folder: string): Promise<boolean> {
  return process.platform === 'win32' || ((await stat(folder)).mode & OTHERS) === 0;
}
