import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { makeFolder } from '../disk/make-folder';
import { syncFolder } from '../disk/sync-folder';
import type { Loss, ReceivedDocument, StoredDocument } from '../domain/document';
import { StoreError, toError } from '../domain/errors';
import { digestWhileWriting, type Digest } from './digest';
import { documentType } from './document-type';
import { copyHashed, readHashed, sha256Of } from './read-checked';

export type Kept<T> = { found: T } | { lost: Loss };

/**
 * The fax documents beside the store: `documents/` is ours alone, `flow/` holds copies for flows that want a path.
 * A file is complete and synced before its name exists, so a crash never leaves half a document under a real name.
 * Whatever is read is compared with the SHA-256 it was written with: disks forget, and a bit of a number is enough.
 */
export class DocumentFolder {
  /** Where `handOver` puts its files: flows may read what lies below it, and name it as a document to send. */
  readonly flowFolder: string;
  readonly #documents: string;
  #isMade = false;
  /** What this process wrote before its sweep: if no row knows a file, its event is still on the way. */
  #fresh: Set<string> | undefined = new Set();

  constructor(folder: string) {
    this.#documents = join(folder, 'documents');
    this.flowFolder = join(folder, 'flow');
  }

  /** Streams a document to disk: written, synced, renamed. Rejects with `StoreError` only where the disk is the cause. */
  async write(bytes: Readable | Buffer, claimedType?: string): Promise<ReceivedDocument> {
    const id = randomUUID();
    this.#fresh?.add(id);
    const partial = join(this.#documents, `${id}.part`);
    try {
      const file = await this.#openForWriting(partial);
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

  /** The bytes as they were written; those of a document that is known to be damaged as they are now. */
  async read(document: StoredDocument): Promise<Kept<Buffer>> {
    try {
      const { bytes, sha256 } = await readHashed(join(this.#documents, document.file));
      return sha256 === document.sha256 || document.damaged === true ? { found: bytes } : { lost: 'damaged' };
    } catch (error) {
      if (isGone(error)) return { lost: 'missing' };
      throw asStoreErrorOf(error);
    }
  }

  /** A path for the flow, under the document's own name; the same on every offer, whatever a flow wrote there. */
  async handOver(document: StoredDocument): Promise<Kept<string>> {
    const folder = this.#flowFolder(document.file);
    const path = join(folder, document.filename);
    try {
      if ((await sha256Of(path)) === document.sha256) return { found: path };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rm(path, { force: true });
      // A copy: through a hard link the flow would write into the store's own file.
      const sha256 = await copyHashed(join(this.#documents, document.file), path);
      if (sha256 === document.sha256 || document.damaged === true) return { found: path };
      await rm(path, { force: true });
      return { lost: 'damaged' };
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined);
      if (isGone(error)) return { lost: 'missing' };
      throw asStoreErrorOf(error);
    }
  }

  /** A path for the flow of what was made from a document, under a name of its own; the same bytes on every offer. */
  async handOverAs(
    document: StoredDocument,
    filename: string,
    { bytes, sha256 }: { bytes: Buffer; sha256: string },
  ): Promise<string> {
    const folder = this.#flowFolder(document.file);
    const path = join(folder, filename);
    try {
      if ((await sha256Of(path)) === sha256) return path;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Half a file never has its name, and what a flow put there is not written into.
      const partial = join(folder, `${randomUUID()}.part`);
      await writeFile(partial, bytes, { flag: 'wx', mode: 0o600 });
      await rename(partial, path);
      return path;
    } catch (error) {
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
   * Once in a process, which spares what it wrote itself. Goes on to what a flow was given of a document whose own file was
   * lost.
   */
  async sweep(isKnown: (file: string) => Promise<boolean>): Promise<number> {
    let removed = 0;
    for (const file of await filesIn(this.#documents)) {
      if (this.#fresh?.has(stemOf(file)) || (await isKnown(file))) continue;
      await this.remove(file);
      removed += 1;
    }
    // Listed before what is kept: a document written and handed over in between must not look like one that was lost.
    const given = await filesIn(this.flowFolder);
    const kept = new Set((await filesIn(this.#documents)).map(stemOf));
    for (const folder of given) {
      if (!kept.has(folder)) await rm(join(this.flowFolder, folder), { recursive: true, force: true });
    }
    this.#fresh = undefined;
    return removed;
  }

  /** The folder is made where it is missing, at any time: a disk that was full at the start must not need a restart. */
  async #openForWriting(path: string): Promise<FileHandle> {
    try {
      if (!this.#isMade) await makeFolder(this.#documents);
      this.#isMade = true;
      return await open(path, 'wx', 0o600).catch(async (error: unknown) => {
        if (!isMissing(error)) throw error;
        await makeFolder(this.#documents);
        return open(path, 'wx', 0o600);
      });
    } catch (error) {
      throw asStoreErrorOf(error);
    }
  }

  #flowFolder(file: string): string {
    return join(this.flowFolder, stemOf(file));
  }
}

function stemOf(file: string): string {
  return basename(file, extname(file));
}

function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
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

/** A sector that cannot be read does not come back. */
function isGone(error: unknown): boolean {
  return isMissing(error) || codeOf(error) === 'EIO';
}
