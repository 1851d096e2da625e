import { chmod, stat } from 'node:fs/promises';
import { makeFolder } from '../../../disk/make-folder';

const OTHERS = 0o077;

/**
 * LevelDB creates its files with the process's umask, so the folder's mode must keep others out. Resolves with false if
 * others can read it: not every file system has modes, and not every volume belongs to this user.
 */
export async function makePrivate(folder: string): Promise<boolean> {
  await makeFolder(folder);
  if (await isPrivate(folder)) return true;
  await chmod(folder, 0o700).catch(() => undefined);
  return isPrivate(folder);
}

async function isPrivate(folder: string): Promise<boolean> {
  return process.platform === 'win32' || ((await stat(folder)).mode & OTHERS) === 0;
}
