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
 * Stores the documents of faxes. Only Pushline touches the stored bytes; flows that want a path get copies in `flow/`.
 * Every read is checked against the SHA-256 from when the document was written, because a single bit that a disk loses
 * can change a digit in a fax.
 */
export class DocumentFolder {
  /** The folder for the files of `handOver`. Flows may read the files in it and name them as documents to send. */
  readonly flowFolder: string;
  readonly #bytes: DocumentBytes;
  /** The documents that this process wrote before its sweep. Their events may not be stored yet, so they are spared. */
  #fresh: Set<string> | undefined = new Set();

  /** `bytes` stores the documents elsewhere than in this folder. */
  constructor(folder: string, bytes: DocumentBytes = new FolderBytes(join(folder, 'documents'))) {
    this.#bytes = bytes;
    this.flowFolder = join(folder, 'flow');
  }

  /**
   * Streams a document into the store. Rejects with `StoreError` if the disk or database
   * fails, else with the source's error.
   */
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

  /** The bytes exactly as written. A document that is known to be damaged is returned as it is now. */
  async read(document: StoredDocument): Promise<Kept<Buffer>> {
    try {
      const { bytes, sha256 } = await readHashed(this.#bytes.read(document.file));
      return sha256 === document.sha256 || document.damaged === true ? { found: bytes } : { lost: 'damaged' };
    } catch (error) {
      if (error instanceof DocumentGoneError) return { lost: 'missing' };
      throw error;
    }
  }

  /**
   * A path for the flow, with the document's own name. Every offer gets the same bytes,
   * even if a flow changed the file.
   */
  async handOver(document: StoredDocument): Promise<Kept<string>> {
    const folder = this.#flowFolder(document.file);
    const path = join(folder, document.filename);
    try {
      if ((await sha256Of(path)) === document.sha256) return { found: path };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rm(path, { force: true });
      // A copy, because through a hard link a flow could change the stored document.
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

  /** Like `handOver`, for a file that was made from a document (such as its PDF) and has its own name. */
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
      // Renamed when complete, so that no half-written file has this name, and never written into a flow's own file.
      const partial = join(folder, `${randomUUID()}.part`);
      await writeFile(partial, bytes, { flag: 'wx', mode: 0o600 });
      await rename(partial, path);
      return path;
    } catch (error) {
      throw asStoreErrorOf(error);
    }
  }

  /** Removes a document and its copies for flows. Safe if the file is already gone. */
  async remove(file: string): Promise<void> {
    await this.#bytes.remove(file);
    await rm(this.#flowFolder(file), { recursive: true, force: true });
  }

  /**
   * Removes documents that no row refers to, left by a crash between writing a document and accepting its event. Then
   * removes copies for flows whose document is gone. Called once per process; spares what this process has written.
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

  /** Removes copies for flows whose document is gone, for example because another instance removed it. */
  async sweepCopies(): Promise<void> {
    // Copies are listed before documents, so that a document written in between does not look like one that is gone.
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
