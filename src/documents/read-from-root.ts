import { constants } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { BadDocumentError, BadInputError } from '../domain/errors';
import { checkSize } from './document-limits';

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
 * the administrator's folders count, after all links are resolved. Rejects with `BadInputError` or `BadDocumentError`;
 * whether a file exists elsewhere cannot be learned from them.
 */
export async function readFromRoots(path: string, folders: ReadableFolders): Promise<Buffer> {
  const real = await locate(path, folders);
  try {
    return await readFile(real);
  } catch (error) {
    if (error instanceof BadInputError || error instanceof BadDocumentError) throw error;
    // Without its cause, whose message holds the path.
    throw new BadInputError(
      `the document's file cannot be read (${codeOf(error)}): check its permissions and the disk`,
    );
  }
}

/** The real path of a file that may be read. */
async function locate(path: string, { roots, forbidden, allowed }: ReadableFolders): Promise<string> {
  const named = resolve(roots[0] ?? '', path);
  const all = allowed === undefined ? roots : [...roots, allowed];
  if (isElsewhereOnNetwork(named, all)) throw notThere();
  const [real, refused, exception] = await Promise.all([named, forbidden, allowed].map(realPathOf));
  const permitted = await Promise.all(all.map(realPathOf));
  if (real === undefined || !permitted.some((root) => isBelow(root, real))) throw notThere();
  if (isBelow(refused ?? resolve(forbidden), real) && !isBelow(exception, real)) throw notThere();
  return real;
}

/** On Windows already a look at a path of another computer would send it the user's login. */
function isElsewhereOnNetwork(path: string, roots: readonly string[]): boolean {
  return path.startsWith('\\\\') && !roots.some((root) => isBelow(root, path));
}

/** undefined where there is no such file, or none that may be looked at. */
async function realPathOf(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : realpath(path).catch(() => undefined);
}

function isBelow(folder: string | undefined, path: string): boolean {
  if (folder === undefined) return false;
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function readFile(path: string): Promise<Buffer> {
  const before = await stat(path);
  // Opening a pipe or a device can wait for ever.
  if (!before.isFile()) throw notThere();
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { dev, ino, size } = await file.stat();
    if (dev !== before.dev || ino !== before.ino) throw changed();
    checkSize(size);
    return await readWhole(file, size);
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

function notThere(): BadInputError {
  return new BadInputError(
    'there is no such document file: a text is taken for the path of a file, which must lie below a folder of ' +
      'pushline.documentRoots in settings.js',
  );
}

function changed(): BadInputError {
  return new BadInputError("the document's file changed while it was read: send it when it is complete");
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
