import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Loss, ReceivedDocument, StoredDocument } from '../domain/document';
import { DocumentGoneError, type DocumentBytes } from '../domain/document-bytes';
import { digestWhileWriting } from './digest';
import { asStoreErrorOf } from './disk-error';
import { documentType } from './document-type';
import { FolderBytes } from './folder-bytes';
import { copyHashed, readHashed, sha256Of } from './read-checked';
import { stemOf } from './stem-of';

export type Kept<T> = { found: T } | { lost: Loss };

/**
 * The fax documents: their bytes are ours alone, `flow/` holds copies for flows that want a path. Whatever is read is
 * compared with the SHA-256 it was written with: disks forget, and a bit of a number is enough.
 */
export class DocumentFolder {
  /** Where `handOver` puts its files: flows may read what lies below it, and name it as a document to send. */
  readonly flowFolder: string;
  readonly #bytes: DocumentBytes;
  /** What this process wrote before its sweep: if no row knows a file, its event is still on the way. */
  #fresh: Set<string> | undefined = new Set();

  /** `bytes`: where they lie, if not in this folder. */
  constructor(folder: string, bytes: DocumentBytes = new FolderBytes(join(folder, 'documents'))) {
    this.#bytes = bytes;
    this.flowFolder = join(folder, 'flow');
  }

  /** Streams a document to where it is kept. Rejects with `StoreError` only where the disk, or the database, is the cause. */
  async write(bytes: Readable | Buffer, claimedType?: string): Promise<ReceivedDocument> {
    const id = randomUUID();
    this.#fresh?.add(id);
    const sink = await this.#bytes.begin(id);
    try {
      const { size, sha256, md5, start } = await digestWhileWriting(bytes, sink);
      const { type, extension } = documentType(start, claimedType);
      const file = `${id}${extension}`;
      await sink.finish(file);
      return { file, type, size, sha256, md5 };
    } catch (error) {
      await sink.discard();
      throw error;
    }
  }

  /** The bytes as they were written; those of a document that is known to be damaged as they are now. */
  async read(document: StoredDocument): Promise<Kept<Buffer>> {
    try {
      const { bytes, sha256 } = await readHashed(this.#bytes.read(document.file));
      return sha256 === document.sha256 || document.damaged === true ? { found: bytes } : { lost: 'damaged' };
    } catch (error) {
      if (error instanceof DocumentGoneError) return { lost: 'missing' };
      throw error;
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
      const sha256 = await copyHashed(this.#bytes.read(document.file), path);
      if (sha256 === document.sha256 || document.damaged === true) return { found: path };
      await rm(path, { force: true });
      return { lost: 'damaged' };
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined);
      if (error instanceof DocumentGoneError) return { lost: 'missing' };
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
    await this.#bytes.remove(file);
    await rm(this.#flowFolder(file), { recursive: true, force: true });
  }

  /**
   * Removes files that no row refers to: what a crash left between writing a document and accepting its event.
   * Once in a process, which spares what it wrote itself. Goes on to what a flow was given of a document whose own file was
   * lost.
   */
  async sweep(isKnown: (file: string) => Promise<boolean>): Promise<number> {
    let removed = 0;
    for (const file of await this.#bytes.left()) {
      if (this.#fresh?.has(stemOf(file)) || (await isKnown(file))) continue;
      await this.remove(file);
      removed += 1;
    }
    await this.sweepCopies();
    this.#fresh = undefined;
    return removed;
  }

  /** Removes what flows were given of documents that are gone: another Node-RED may have removed them. */
  async sweepCopies(): Promise<void> {
    // Listed before what is kept: a document written and handed over in between must not look like one that was lost.
    const given = await readdir(this.flowFolder).catch(() => []);
    const kept = await this.#bytes.having(given);
    for (const folder of given) {
      if (!kept.has(folder)) await rm(join(this.flowFolder, folder), { recursive: true, force: true });
    }
  }

  #flowFolder(file: string): string {
    return join(this.flowFolder, stemOf(file));
  }
}
