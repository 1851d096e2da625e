import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReceivedDocument, StoredDocument } from '../domain/document';
import { StoreError, toError } from '../domain/errors';
import { digestWhileWriting, type Digest } from './digest';
import { documentType } from './document-type';

/**
 * The fax documents beside the store: `documents/` is ours alone, `flow/` holds what flows are given by path.
 * A file is complete and synced before its name exists, so a crash never leaves half a document under a real name.
 */
export class DocumentFolder {
  /** Where `handOver` puts its files: flows may read what lies below it, and name it as a document to send. */
  readonly flowFolder: string;
  readonly #documents: string;

  constructor(folder: string) {
    this.#documents = join(folder, 'documents');
    this.flowFolder = join(folder, 'flow');
  }

  /** Streams a document to disk: written, synced, renamed. Rejects with `StoreError` only where the disk is the cause. */
  async write(bytes: Readable | Buffer, claimedType?: string): Promise<ReceivedDocument> {
    const id = randomUUID();
    const partial = join(this.#documents, `${id}.part`);
    try {
      const file = await openForWriting(partial);
      let digest: Digest & { start: Buffer };
      try {
        digest = await digestWhileWriting(bytes, file);
        await file.sync().catch(asStoreError);
      } finally {
        await file.close();
      }
      const { type, extension } = documentType(digest.start, claimedType);
      const name = `${id}${extension}`;
      await rename(partial, join(this.#documents, name)).catch(asStoreError);
      await syncFolder(this.#documents).catch(asStoreError);
      return { file: name, type, size: digest.size, sha256: digest.sha256, md5: digest.md5 };
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** The bytes, or undefined where the file is lost or has lost bytes. */
  async read(document: StoredDocument): Promise<Buffer | undefined> {
    try {
      const data = await readFile(join(this.#documents, document.file));
      return data.length === document.size ? data : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw asStoreErrorOf(error);
    }
  }

  /** A path for the flow, under the document's own name; the same on every offer. undefined where the file is lost. */
  async handOver(document: StoredDocument): Promise<string | undefined> {
    const source = join(this.#documents, document.file);
    const folder = this.#flowFolder(document.file);
    const path = join(folder, document.filename);
    try {
      const { size } = await stat(source);
      if (size !== document.size) return undefined;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const existing = await stat(path).catch(() => undefined);
      if (existing?.size === size) return path;
      // Half a copy that a crash left, or something the flow put there.
      await rm(path, { force: true });
      await link(source, path).catch(() => copyFile(source, path));
      return path;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw asStoreErrorOf(error);
    }
  }

  /** Removes a document and what the flow was given of it. A file that is gone already is no error. */
  async remove(file: string): Promise<void> {
    await rm(join(this.#documents, basename(file)), { force: true });
    await rm(this.#flowFolder(file), { recursive: true, force: true });
  }

  /**
   * Removes files that no row refers to: what a crash left between writing a document and accepting its event.
   * Files younger than `before` are spared, since their event may be on its way. Goes on to what a flow was given of a
   * document whose own file was lost.
   */
  async sweep(before: number, isKnown: (file: string) => Promise<boolean>): Promise<number> {
    let removed = 0;
    for (const file of await olderThan(before, this.#documents)) {
      if (await isKnown(file)) continue;
      await this.remove(file);
      removed += 1;
    }
    const kept = new Set((await readdir(this.#documents).catch(() => [])).map(stemOf));
    for (const folder of await olderThan(before, this.flowFolder)) {
      if (!kept.has(folder)) await rm(join(this.flowFolder, folder), { recursive: true, force: true });
    }
    return removed;
  }

  #flowFolder(file: string): string {
    return join(this.flowFolder, stemOf(file));
  }
}

function stemOf(file: string): string {
  return basename(file, extname(file));
}

async function olderThan(before: number, folder: string): Promise<string[]> {
  const old: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && found.mtimeMs < before) old.push(name);
  }
  return old;
}

/** The folder is made where it is missing, at any time: a disk that was full at the start must not need a restart. */
async function openForWriting(path: string) {
  try {
    return await open(path, 'wx', 0o600).catch(async (error: unknown) => {
      if (!isMissing(error)) throw error;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      return open(path, 'wx', 0o600);
    });
  } catch (error) {
    throw asStoreErrorOf(error);
  }
}

/** Without this a power cut can lose the new name although the file's bytes are safe. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function asStoreErrorOf(error: unknown): StoreError {
  const code = codeOf(error);
  return new StoreError(`a document could not be written or read (${code}): check the disk below the user directory`, {
    cause: toError(error),
  });
}

function asStoreError(error: unknown): never {
  throw asStoreErrorOf(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}
