import { join } from 'node:path';
import type { SharedDocumentBytes } from '../../domain/document-bytes';
import { silentLog, type Log } from '../../domain/log';
import { SteadyTime, type Machine } from '../../domain/steady-time';
import { FolderBytes } from '../../documents/folder-bytes';
import type { PostgresConnection } from '../postgres/postgres-connection';
import { postgresDocuments } from '../postgres/postgres-documents';
import { thisMachine } from '../this-machine';
import { contentsOf, DOCUMENTS, documentsBelow, measure, type Measured } from './contents';
import { moveDocument, NotEqualError } from './move-documents';
import { MoveRefusedError } from './refusal';
import { releaseAll, type Released } from './released';
import { refusalOf, Source } from './source';
import { busy, Target } from './target';

export interface MoveOptions {
  /** The folder of the embedded store. No Node-RED may be using it. */
  folder: string;
  connection: PostgresConnection;
  schema: string;
  /** The group that may share the store there. */
  group?: string;
  /** Where documents are moved, if not into the database. */
  sharedDocuments?: SharedDocumentBytes | undefined;
  log?: Log;
  machine?: Machine;
  onProgress?: (progress: MoveProgress) => void;
  /** Gives up the move: nothing of it is left in the database. */
  signal?: AbortSignal;
}

type Where = Pick<MoveOptions, 'folder' | 'connection' | 'schema' | 'group' | 'log'>;

export type MoveStep = 'reading' | 'documents' | 'rows' | 'checking' | 'finishing';

export interface MoveProgress {
  step: MoveStep;
  done: number;
  of: number;
}

export interface MoveResult extends Pick<Measured, 'entries' | 'events' | 'jobs'>, Omit<Released, 'changes'> {
  documents: number;
  bytes: number;
  /** Files that were missing before the move: the provider is asked for them again. */
  missing: number;
}

/**
 * Moves the embedded store into an empty one in PostgreSQL: documents, rows, counts, the order of arrival and the time.
 * Everything is read back and compared before the folder is marked as moved, and the folder is marked before the
 * database can be used, so wherever the move is cut off, at most one of the two stores is usable. A move that was cut
 * off starts from the beginning when it is run again. Resolves with undefined if the folder had already moved there.
 * Rejects with `MoveRefusedError`.
 */
export async function moveIn(options: MoveOptions): Promise<MoveResult | undefined> {
  return between(options, async (source, target) => {
    const before = await target.movedIn();
    if (source.movedTo !== undefined && source.movedTo !== target.id) throw elsewhere();
    if (source.movedTo !== undefined && before?.isDone === true && before.source === source.id) return undefined;
    if (before !== undefined && !before.isDone && before.source !== source.id) throw busy();
    return new Move(options, source, target).run();
  });
}

/** Undoes a move that was cut off: the database is emptied, and the folder is used as before. */
export async function giveUpMove(options: Where): Promise<void> {
  await between(options, async (source, target) => {
    const found = await target.movedIn();
    const isOurs = found?.source === source.id;
    if (isOurs && !found.isDone) await target.giveUp(source.id);
    else if (isOurs || source.movedTo !== target.id) {
      throw new MoveRefusedError('nothing-to-give-up', 'there is no interrupted move of this folder into this store');
    }
    if (source.movedTo !== undefined) await source.mark(undefined);
  });
}

async function between<T>(
  { folder, connection, schema, group = '', log = silentLog }: Where,
  work: (source: Source, target: Target) => Promise<T>,
): Promise<T> {
  const source = await Source.open(folder);
  try {
    const target = await Target.open({ connection, schema, group, log });
    try {
      return await work(source, target);
    } finally {
      await target.close();
    }
  } catch (error) {
    throw error instanceof NotEqualError ? notEqual() : refusalOf(error);
  } finally {
    await source.close().catch(() => undefined);
  }
}

/** Documents copied at the same time. */
const DOCUMENTS_AT_ONCE = 4;

class Move {
  readonly #options: MoveOptions;
  readonly #source: Source;
  readonly #target: Target;
  readonly #time: SteadyTime;
  readonly #documents = { documents: 0, bytes: 0, missing: 0 };

  constructor(options: MoveOptions, source: Source, target: Target) {
    this.#options = options;
    this.#source = source;
    this.#target = target;
    this.#time = new SteadyTime(options.machine ?? thisMachine());
  }

  async run(): Promise<MoveResult> {
    const source = this.#source;
    const target = this.#target;
    const { db } = source;
    await this.#resumeTime();
    const crashed = await source.isAfterCrash();
    const { changes, ...released } = await releaseAll(db, { crashed, now: this.#time.now() });
    this.#tell('reading', 0, 0);
    const measured = await measure(db, contentsOf(db, changes));
    const { entries, events, jobs, counts } = measured;
    this.#stopIfAsked();
    await target.begin(source.id, this.#options.sharedDocuments);
    try {
      await this.#moveDocuments();
      await this.#eachPage('rows', entries, changes, (page) => target.put(page));
      await target.putCounts(counts);
      await target.goBehind(Math.max(measured.lastOrder, await source.lastOrder()));
      await this.#eachPage('checking', entries, changes, async (page) => {
        if (!(await target.holds(page))) throw new NotEqualError();
      });
      if ((await target.size()) !== entries || !isSame(await target.counts(), counts)) throw new NotEqualError();
      this.#stopIfAsked();
    } catch (error) {
      if (!this.#options.signal?.aborted) throw error;
      await target.giveUp(source.id);
      throw givenUp();
    }
    this.#tell('finishing', 0, 0);
    await this.#finish();
    return { entries, events, jobs, ...released, ...this.#documents };
  }

  /** Continues the folder's time. If the machine was off, the time that passed is taken from the database's clock. */
  async #resumeTime(): Promise<void> {
    this.#time.resume(await this.#source.time());
    if (!this.#time.isSure) this.#time.noteTheirs(await this.#target.wall());
  }

  async #moveDocuments(): Promise<void> {
    const { db } = this.#source;
    const to = this.#options.sharedDocuments ?? postgresDocuments(this.#target);
    const from = new FolderBytes(join(this.#options.folder, 'documents'));
    let of = 0;
    for (const place of DOCUMENTS) of += await countOf(documentsBelow(db, place));
    // One prefix after the other, so that no file is written twice at the same time.
    for (const place of DOCUMENTS) {
      const files = documentsBelow(db, place)[Symbol.asyncIterator]();
      const work = async (): Promise<void> => {
        for (let next = await files.next(); next.done !== true; next = await files.next()) {
          this.#stopIfAsked();
          const { outcome, bytes } = await moveDocument(next.value, from, to);
          this.#documents[outcome === 'missing' ? 'missing' : 'documents'] += 1;
          this.#documents.bytes += bytes;
          this.#tell('documents', this.#documents.documents + this.#documents.missing, of);
        }
      };
      await Promise.all(Array.from({ length: DOCUMENTS_AT_ONCE }, work));
    }
  }

  async #eachPage(
    step: MoveStep,
    of: number,
    changes: Released['changes'],
    work: (page: [string, string][]) => Promise<void>,
  ): Promise<void> {
    let done = 0;
    for await (const page of contentsOf(this.#source.db, changes)) {
      this.#stopIfAsked();
      if (page.length > 0) await work(page);
      done += page.length;
      this.#tell(step, done, of);
    }
  }

  async #finish(): Promise<void> {
    const source = this.#source;
    const target = this.#target;
    await source.mark(target.id);
    try {
      await target.finish(source.id, () => this.#time.now());
    } catch (error) {
      // After any other failure it is unknown whether the move was completed after all.
      if (error instanceof MoveRefusedError && error.reason === 'given-up') await source.mark(undefined);
      throw error;
    }
  }

  #stopIfAsked(): void {
    if (this.#options.signal?.aborted === true) throw givenUp();
  }

  #tell(step: MoveStep, done: number, of: number): void {
    this.#options.onProgress?.({ step, done, of });
  }
}

async function countOf(list: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const each of list) count += each === undefined ? 0 : 1;
  return count;
}

function isSame(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  const counted = [...other].filter(([, n]) => n !== 0);
  return one.size === counted.length && counted.every(([path, n]) => one.get(path) === n);
}

function elsewhere(): MoveRefusedError {
  return new MoveRefusedError('store-moved', 'this folder has already been moved into another store: choose that one');
}

function notEqual(): MoveRefusedError {
  return new MoveRefusedError(
    'not-equal',
    'the database returned other data than was written: check its disk and memory. The old folder is unchanged',
  );
}

function givenUp(): MoveRefusedError {
  return new MoveRefusedError(
    'given-up',
    'given up: nothing of it is left in the database, and the old folder remains in use',
  );
}
