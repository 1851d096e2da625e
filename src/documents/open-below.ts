import { constants, existsSync } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Windows lacks some of these flags. */
const flags: Record<string, number | undefined> = constants;
const { O_RDONLY = 0, O_NONBLOCK = 0, O_NOFOLLOW = 0, O_DIRECTORY = 0 } = flags;
/**
 * A Linux flag that Node.js does not define. It opens a folder for passing through, even without the right to list it.
 */
const O_PATH = 0x200000;
/** O_NONBLOCK, so that opening a named pipe does not wait for its writer. */
const READ = O_RDONLY | O_NONBLOCK | O_NOFOLLOW;
const ENTER = O_PATH | O_DIRECTORY | O_NOFOLLOW;
const OPEN_FILES = '/proc/self/fd';
const ROUNDS = 3;

/** A part of the path is a link, or was replaced while the file was being opened. */
export class MovedError extends Error {}

/**
 * Opens the file at `parts` below `root`, none of which may be a link. Checking the path first would not be enough,
 * because an attacker may replace a part of it by a link between the check and the opening. The file may be of any
 * kind (the caller checks that). Rejects with `MovedError` or the system's error.
 */
export function openBelow(root: string, parts: readonly string[]): Promise<FileHandle> {
  return existsSync(OPEN_FILES) ? openInSteps(root, parts) : openAndCompare(root, parts);
}

/** On Linux, opens each part relative to the open folder before it, which no longer depends on that folder's path. */
async function openInSteps(root: string, parts: readonly string[]): Promise<FileHandle> {
  let at = await open(root, ENTER).catch(moved);
  for (const [index, part] of parts.entries()) {
    const how = index === parts.length - 1 ? READ : ENTER;
    const within = `${OPEN_FILES}/${at.fd}/${part}`;
    at = await open(within, how)
      .catch(moved)
      .finally(() => at.close());
  }
  return at;
}

/**
 * On other systems a file cannot be opened relative to an open folder. So it is opened by its path, and the path then
 * checked several times, which an attacker can hardly trick each time.
 */
export async function openAndCompare(root: string, parts: readonly string[]): Promise<FileHandle> {
  const file = await open(join(root, ...parts), READ).catch(moved);
  try {
    const { dev, ino } = await file.stat({ bigint: true });
    const way = [`${dev}:${ino}`];
    for (let round = 0; round < ROUNDS; round += 1) {
      const seen = await wayTo(root, parts);
      if (way.length === 1) way.unshift(...seen.slice(0, -1));
      if (seen.join() !== way.join()) throw new MovedError();
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The identity (device and inode) of each part of the path, as it is now. */
async function wayTo(root: string, parts: readonly string[]): Promise<string[]> {
  const seen: string[] = [];
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const step = await lstat(join(root, ...parts.slice(0, depth)), { bigint: true }).catch(moved);
    if (step.isSymbolicLink()) throw new MovedError();
    seen.push(`${step.dev}:${step.ino}`);
  }
  return seen;
}

const MOVED = ['ELOOP', 'ENOTDIR', 'ENOENT', 'EMLINK'];

function moved(error: NodeJS.ErrnoException): never {
  throw MOVED.includes(error.code ?? '') ? new MovedError() : error;
}
