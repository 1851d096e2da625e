import { constants, existsSync } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Windows lacks some of them. */
const flags: Record<string, number | undefined> = constants;
const { O_RDONLY = 0, O_NONBLOCK = 0, O_NOFOLLOW = 0, O_DIRECTORY = 0 } = flags;
/** Of Linux, which Node.js does not name: to go through a folder that may not be listed. */
const O_PATH = 0x200000;
/** Without waiting for the other end of a pipe. */
const READ = O_RDONLY | O_NONBLOCK | O_NOFOLLOW;
const ENTER = O_PATH | O_DIRECTORY | O_NOFOLLOW;
const OPEN_FILES = '/proc/self/fd';
const ROUNDS = 3;

/** Something on the way to the file is a link, or was exchanged meanwhile. */
export class MovedError extends Error {}

/**
 * Opens `parts` below `root`, none of which may be a link: somebody may put one there at any moment, so that a path that
 * was looked at says nothing about the file that is opened by it. The file may be of any kind. Rejects with `MovedError`,
 * or with what the system says.
 */
export function openBelow(root: string, parts: readonly string[]): Promise<FileHandle> {
  return existsSync(OPEN_FILES) ? openInSteps(root, parts) : openAndCompare(root, parts);
}

/** Linux: each step begins at the open folder of the last one, whatever its path has become. */
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

/** Elsewhere a folder cannot be entered by its handle: the way to what was opened is looked at more often than can be exchanged unseen. */
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

/** What each step is now. */
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
