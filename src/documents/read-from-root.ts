import { realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { codeOf } from '../domain/code-of';
import { BadDocumentError, BadInputError } from '../domain/errors';
import { checkSize } from './document-limits';
import { MovedError, openBelow } from './open-below';

export interface ReadableFolders {
  /** Absolute paths of the folders whose files may be read. A relative path starts at the first. */
  roots: readonly string[];
  /** The absolute path of a folder whose files must not be read, even if it is below a root. */
  forbidden: string;
  /** A folder below `forbidden` whose files may be read nevertheless. */
  allowed?: string;
}

/**
 * Reads a document that a message names by its path. A message can name any file, so only files in the administrator's
 * folders are read (after resolving all links), and none whose path below them has a name that begins with a dot.
 * Rejects with `BadInputError` or `BadDocumentError`, which do not reveal whether a file exists elsewhere.
 */
export async function readFromRoots(path: string, folders: ReadableFolders): Promise<Buffer> {
  const place = await locate(path, folders);
  try {
    return await readFile(place);
  } catch (error) {
    if (error instanceof BadInputError || error instanceof BadDocumentError) throw error;
    if (error instanceof MovedError) throw changed();
    // Without the cause, because its message holds the path.
    throw new BadInputError(
      `the document's file cannot be read (${codeOf(error) || 'unknown'}): check its permissions and the disk`,
    );
  }
}

/** A file that may be read: its path below a folder. Both had no links when they were resolved. */
interface Place {
  root: string;
  parts: string[];
}

async function locate(path: string, { roots, forbidden, allowed }: ReadableFolders): Promise<Place> {
  const named = resolve(roots[0] ?? '', path);
  const all = allowed === undefined ? roots : [...roots, allowed];
  if (isElsewhereOnNetwork(named, all)) throw notThere(roots);
  const [real, refused, exception] = await Promise.all([named, forbidden, allowed].map(realPathOf));
  const permitted = await Promise.all(all.map(realPathOf));
  const places = permitted.flatMap((root) => placeBelow(root, real) ?? []);
  const isRefused = placeBelow(refused ?? resolve(forbidden), real) && !placeBelow(exception, real);
  const place = places.find(({ parts }) => !parts.some((part) => part.startsWith('.')));
  if (!place || isRefused) throw notThere(roots);
  return place;
}

/** On Windows, merely resolving a path on another computer would send it the user's login. */
function isElsewhereOnNetwork(path: string, roots: readonly string[]): boolean {
  return path.startsWith('\\\\') && !roots.some((root) => placeBelow(root, path));
}

/** Resolves with undefined when there is no such file, or no permission to see it. */
async function realPathOf(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : realpath(path).catch(() => undefined);
}

function placeBelow(root: string | undefined, path: string | undefined): Place | undefined {
  if (root === undefined || path === undefined) return undefined;
  const way = relative(root, path);
  const isBelow = way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  return isBelow ? { root, parts: way.split(sep) } : undefined;
}

async function readFile({ root, parts }: Place): Promise<Buffer> {
  const file = await openBelow(root, parts);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw notThere([root]);
    checkSize(stats.size);
    return await readWhole(file, stats.size);
  } finally {
    await file.close();
  }
}

/**
 * Tries to read one byte more than expected, to notice a file that is still being written: half of it would be faxed.
 */
async function readWhole(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length === bytes.length) break;
  }
  if (length !== size) throw changed();
  return bytes.subarray(0, size);
}

function notThere(roots: readonly string[]): BadInputError {
  const where =
    roots.length > 0
      ? 'which must lie below a folder of pushline.documentRoots in settings.js, and not in one whose name begins with a dot'
      : 'and none may be named: set pushline.documentRoots in settings.js to the folders whose files may be faxed (the ' +
        'folder that Node-RED was started in is not taken where it is a home or the user directory)';
  return new BadInputError(`there is no such file: text is read as the path of a file, ${where}`);
}

function changed(): BadInputError {
  return new BadInputError("the document's file changed while it was read: send it when it is complete");
}
