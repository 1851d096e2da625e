import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../domain/code-of';
import { DAY_MS } from '../domain/durations';
import {
  DocumentGoneError,
  FullFolderError,
  WrongFolderError,
  type DocumentSink,
  type SharedDocumentBytes,
} from '../domain/document-bytes';
import { StoreError } from '../domain/errors';
import { isRecord } from '../domain/is-record';
import { parseJson } from '../domain/parse-json';
import { syncFolder } from '../disk/sync-folder';
import { FolderBytes } from './folder-bytes';

/** The name of our folder in the one that all instances share. */
const FOLDER = 'pushline-documents';
/** This file is missing when the disk is not mounted or the path is wrong. */
const MARK = 'folder.json';

/** A younger document may belong to an event that another instance is about to store. */
const LEFT_AFTER_MS = DAY_MS;
const STATS_AT_ONCE = 32;
/** About two pages of a fax. */
const ROOM_BYTES = 64 * 1024;

interface Mark {
  id: string;
  store: string;
}

/**
 * Stores documents as files in a folder that several instances share. A mark in the folder identifies it, so that no
 * instance writes faxes where the others do not find them, or considers faxes lost because a disk is not mounted.
 */
export class SharedFolder implements SharedDocumentBytes {
  readonly #shared: string;
  readonly #folder: string;
  readonly #bytes: FolderBytes;
  #id: string | undefined;

  constructor(shared: string) {
    this.#shared = shared;
    this.#folder = join(shared, FOLDER);
    this.#bytes = new FolderBytes(this.#folder);
  }

  async claim(store: string): Promise<string> {
    const known = (await this.#readMark()) ?? (await this.#makeMark(store));
    if (known.store === store) return known.id;
    throw new WrongFolderError('the shared folder holds the documents of another store');
  }

  async expect(id: string): Promise<void> {
    this.#id = id;
    await this.#assertMine(WrongFolderError);
    await this.#assertRoom();
  }

  async begin(id: string): Promise<DocumentSink> {
    await this.#assertMine();
    return this.#bytes.begin(id);
  }

  async *read(file: string): AsyncIterable<Buffer> {
    try {
      yield* this.#bytes.read(file);
    } catch (error) {
      // If the mark is missing, too, the disk is not mounted and the document is not lost.
      if (error instanceof DocumentGoneError) await this.#assertMine();
      throw error;
    }
  }

  async remove(file: string): Promise<void> {
    await this.#assertMine();
    await this.#bytes.remove(file);
  }

  async left(): Promise<string[]> {
    await this.#assertMine();
    const names = (await this.#bytes.left()).filter((name) => name !== MARK);
    const oldest = (await this.#now()) - LEFT_AFTER_MS;
    const old: string[] = [];
    for (let from = 0; from < names.length; from += STATS_AT_ONCE) {
      const some = names.slice(from, from + STATS_AT_ONCE);
      const times = await Promise.all(some.map((name) => this.#changedAt(name)));
      old.push(...some.filter((_, index) => (times[index] ?? Infinity) < oldest));
    }
    return old;
  }

  async having(ids: readonly string[]): Promise<Set<string>> {
    await this.#assertMine();
    return this.#bytes.having(ids);
  }

  /** The time by the clock that dates the files, which may be another machine's. */
  async #now(): Promise<number> {
    const probe = join(this.#folder, `${randomUUID()}.clock`);
    try {
      await writeFile(probe, '', { flag: 'wx', mode: 0o600 });
      return (await stat(probe)).mtimeMs;
    } finally {
      await rm(probe, { force: true }).catch(() => undefined);
    }
  }

  /** Resolves with undefined when the file has been removed meanwhile. */
  async #changedAt(name: string): Promise<number | undefined> {
    return (await stat(join(this.#folder, name)).catch(() => undefined))?.mtimeMs;
  }

  async #assertMine(Problem: new (message: string) => Error = StoreError): Promise<void> {
    const mark = await this.#readMark();
    if (mark !== undefined && mark.id === this.#id) return;
    throw new Problem(
      mark === undefined
        ? 'the shared folder is not the one that holds the documents of this store: is it mounted, and the path right?'
        : 'the shared folder is a different one, not the one that holds the documents of this store',
    );
  }

  /** A folder without room, or that can only be read, would look well until a fax comes, and then take none. */
  async #assertRoom(): Promise<void> {
    const trial = join(this.#folder, `${randomUUID()}.trial`);
    try {
      await writeFile(trial, Buffer.alloc(ROOM_BYTES), { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      if (['ENOSPC', 'EDQUOT'].includes(codeOf(cause))) {
        throw new FullFolderError('the disk of the shared folder is full', { cause });
      }
      throw new WrongFolderError('no permission to write into the shared folder', { cause });
    } finally {
      await rm(trial, { force: true }).catch(() => undefined);
    }
  }

  /** Writes a mark and returns it, or that of another instance which was faster. */
  async #makeMark(store: string): Promise<Mark> {
    try {
      await mkdir(this.#folder, { mode: 0o700 }).catch(unlessThere);
      await syncFolder(this.#shared);
      await this.#writeMark({ id: randomUUID(), store });
    } catch (error) {
      const isMissing = codeOf(error) === 'ENOENT';
      throw new WrongFolderError(
        isMissing ? 'the shared folder for documents does not exist' : 'no permission to write into the shared folder',
        { cause: error },
      );
    }
    const mark = await this.#readMark();
    if (mark !== undefined) return mark;
    throw new WrongFolderError(`the shared folder cannot be used: ${MARK} in it cannot be read`);
  }

  /** Leaves an existing mark as it is, and never shows a half-written one. */
  async #writeMark(mark: Mark): Promise<void> {
    const path = join(this.#folder, MARK);
    // Not named by the process id, which is the same in containers on several machines.
    const aside = join(this.#folder, `${randomUUID()}.mark`);
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(mark)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await link(aside, path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return;
      // Some file systems have no hard links.
      await rename(aside, path);
    } finally {
      await rm(aside, { force: true });
    }
    await syncFolder(this.#folder);
  }

  async #readMark(): Promise<Mark | undefined> {
    const kept = parseJson(await readFile(join(this.#folder, MARK), 'utf8').catch(() => ''));
    if (!isRecord(kept) || typeof kept['id'] !== 'string' || typeof kept['store'] !== 'string') return undefined;
    return { id: kept['id'], store: kept['store'] };
  }
}

function unlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}
