import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../disk/make-folder';
import { syncFolder } from '../disk/sync-folder';
import { DocumentGoneError, type DocumentBytes, type DocumentSink } from '../domain/document-bytes';
import { codeOf } from '../domain/code-of';
import { asStoreErrorOf } from './disk-error';
import { stemOf } from './stem-of';

/** Documents are read in slices, so that a large one does not block the event loop or fill the memory. */
const SLICE_BYTES = 256 * 1024;

/**
 * Stores documents as files. A file gets its final name only once it is complete and
 * synced, so a crash leaves no half one.
 */
export class FolderBytes implements DocumentBytes {
  readonly #folder: string;
  #isMade = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async begin(id: string): Promise<DocumentSink> {
    const partial = this.#partial(id);
    const file = await this.#openForWriting(partial);
    let isClosed = false;
    const close = async (): Promise<void> => {
      if (isClosed) return;
      isClosed = true;
      await file.close();
    };
    return {
      write: (bytes) => file.writeFile(bytes).catch(asStoreError),
      finish: async (name) => {
        try {
          await file.sync();
          await close();
          await rename(partial, join(this.#folder, name));
          await syncFolder(this.#folder);
        } catch (error) {
          throw asStoreErrorOf(error);
        }
      },
      async discard() {
        await close().catch(() => undefined);
        await rm(partial, { force: true }).catch(() => undefined);
      },
    };
  }

  async *read(name: string): AsyncIterable<Buffer> {
    try {
      const file = await open(join(this.#folder, basename(name)), 'r');
      try {
        yield* slicesOf(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw isGone(error) ? new DocumentGoneError('it is not in its folder', { cause: error }) : asStoreErrorOf(error);
    }
  }

  async remove(file: string): Promise<void> {
    await rm(join(this.#folder, basename(file)), { force: true });
    await rm(this.#partial(stemOf(file)), { force: true });
  }

  left(): Promise<string[]> {
    return readdir(this.#folder).catch(() => []);
  }

  async having(ids: readonly string[]): Promise<Set<string>> {
    const kept = new Set((await this.left()).map(stemOf));
    return new Set(ids.filter((id) => kept.has(id)));
  }

  #partial(id: string): string {
    return join(this.#folder, `${id}.part`);
  }

  /**
   * Creates the folder whenever it is missing, so that a disk that was full at the start does not require a restart.
   */
  async #openForWriting(path: string): Promise<FileHandle> {
    try {
      if (!this.#isMade) await makeFolder(this.#folder);
      this.#isMade = true;
      return await open(path, 'wx', 0o600).catch(async (error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error;
        await makeFolder(this.#folder);
        return open(path, 'wx', 0o600);
      });
    } catch (error) {
      throw asStoreErrorOf(error);
    }
  }
}

async function* slicesOf(file: FileHandle): AsyncIterable<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(SLICE_BYTES), 0, SLICE_BYTES);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function asStoreError(error: unknown): never {
  throw asStoreErrorOf(error);
}

/** Whether the document is lost. That includes a read error (EIO), because a bad sector does not recover. */
function isGone(error: unknown): boolean {
  return ['ENOENT', 'EIO'].includes(codeOf(error));
}
