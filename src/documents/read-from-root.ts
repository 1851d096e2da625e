import { realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { codeOf } from '../domain/code-of';
import { BadDocumentError, BadInputError } from '../domain/errors';
import { checkSize } from './document-limits';
import { MovedError, openBelow } from './open-below';

export interface ReadableFolders {
  /** Absolute. Files below them may be read; a relative path begins at the first. */
  roots: readonly string[];
  /** Absolute. No file below it may be read, although it may lie below a root. */
  forbidden: string;
  /** A folder below `forbidden` whose files may be read all the same. */
  allowed?: string;
}

/**
 * The bytes of a document that a message names by its path. Whoever can send a message can name any file, so that only
 * the administrator's folders count, after all links are resolved, and nothing in them whose name begins with a dot.
 * Rejects with `BadInputError` or `BadDocumentError`; whether a file exists elsewhere cannot be learned from them.
 */
export async function readFromRoots(path: string, folders: ReadableFolders): Promise<Buffer> {
  const place = await locate(path, folders);
  try {
    return await readFile(place);
  } catch (error) {
    if (error instanceof BadInputError || error instanceof BadDocumentError) throw error;
    if (error instanceof MovedError) throw changed();
    // Without its cause, whose message holds the path.
    throw new BadInputError(
      `the document's file cannot be read (${codeOf(error) || 'unknown'}): check its permissions and the disk`,
    );
  }
}

/** A file that may be read: its way below a folder, both without links when they were looked at. */
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

/** On Windows already a look at a path of another computer would send it the user's login. */
function isElsewhereOnNetwork(path: string, roots: readonly string[]): boolean {
  return path.startsWith('\\\\') && !roots.some((root) => placeBelow(root, path));
}

/** undefined where there is no such file, or none that may be looked at. */
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

/** Asks for one byte more than there should be: a file that is still being written would be faxed in half. */
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
