import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { compact } from '../../domain/compact';
import { StoreError, toError } from '../../domain/errors';
import { parseJson } from '../../domain/parse-json';
import { assertUnlocked } from '../level/assert-unlocked';
import { DamageError } from '../level/damage-error';
import { DurableDatabase } from '../level/durable-database';
import { failureReason, hasCode } from '../level/failure-reason';
import { inspectFolder } from '../level/folder/inspect-folder';
import { isInPlace, readMarks } from '../level/folder/place';
import { NEWEST, readWholeRecord, writeRecord, type StoreRecord } from '../level/folder/store-record';
import { verdictOf } from '../level/folder/verdicts';
import { TIME_KEY } from '../level/kept-time';
import { SEQUENCE_KEY } from '../level/ledger';
import { loadLevel } from '../level/load-level';
import { RUNNING_KEY } from '../level/open-folder';
import { UnusableStoreError } from '../level/unusable-store';
import { MoveRefusedError, type RefusalCode } from './refusal';

/** The folder to be moved. While it is open no Node-RED can use it. Its rows are not changed. */
export class Source {
  readonly db: DurableDatabase;
  readonly #folder: string;
  #record: StoreRecord & { id: string };

  private constructor(db: DurableDatabase, folder: string, record: StoreRecord & { id: string }) {
    this.db = db;
    this.#folder = folder;
    this.#record = record;
  }

  /** Rejects with `MoveRefusedError` if the folder cannot be moved as it is. */
  static async open(folder: string): Promise<Source> {
    const record = await usableRecord(folder);
    const level = loadLevel()(join(folder, 'level'));
    try {
      await level.open({ createIfMissing: false });
      return new Source(new DurableDatabase(level, false), folder, await named(folder, record));
    } catch (error) {
      await level.close().catch(() => undefined);
      throw refusalOf(error);
    }
  }

  /** The id by which the database knows this folder. */
  get id(): string {
    return this.#record.id;
  }

  /** The id of the store to which it has moved. */
  get movedTo(): string | undefined {
    return this.#record.movedTo;
  }

  /** Whether the last process that used it ended without closing it. */
  async isAfterCrash(): Promise<boolean> {
    return (await this.db.get(RUNNING_KEY)) !== undefined;
  }

  /** The last place assigned in order of arrival. */
  async lastOrder(): Promise<number> {
    return Number((await this.db.get(SEQUENCE_KEY)) ?? 0);
  }

  /** The last mark of its time, if it has one. */
  async time(): Promise<unknown> {
    return parseJson((await this.db.get(TIME_KEY)) ?? '');
  }

  /**
   * Marks the folder as moved to this store, so that it is no longer used;
   * undefined: it is used again. Durable when it resolves.
   */
  async mark(movedTo: string | undefined): Promise<void> {
    const { id } = this.#record;
    await writeRecord(this.#folder, compact({ id, movedTo }));
    this.#record = compact({ version: NEWEST, id, movedTo });
  }

  close(): Promise<void> {
    return this.db.close();
  }
}

async function usableRecord(folder: string): Promise<StoreRecord> {
  const record = await readWholeRecord(folder).catch((error: unknown) => {
    throw refusalOf(error);
  });
  if (record === undefined) {
    throw new MoveRefusedError('no-store', 'there is no store in this folder: name <user directory>/pushline');
  }
  if (record.version !== NEWEST) {
    throw new MoveRefusedError(
      'store-old',
      'an earlier version made this store: start Node-RED with it once, and stop it',
    );
  }
  if (!(await isInPlace(folder))) {
    throw new MoveRefusedError(
      'store-copied',
      'this folder is a copy, was moved, or was restored: first confirm that it is the only one (docs/repair.md)',
    );
  }
  if ((await readMarks(folder)).doubtful === true) {
    throw new MoveRefusedError(
      'store-doubtful',
      'this folder was restored and has not been used since: start Node-RED with it once, so that it notes what is in doubt',
    );
  }
  await assertSound(folder);
  return record;
}

async function assertSound(folder: string): Promise<void> {
  const verdict = verdictOf(await inspectFolder(folder, NEWEST));
  if (verdict === undefined) return;
  // The files of a store in use look damaged, too.
  await assertUnlocked(join(folder, 'level'), loadLevel()).catch((error: unknown) => {
    throw refusalOf(error);
  });
  throw refusalOf(verdict);
}

async function named(folder: string, record: StoreRecord): Promise<StoreRecord & { id: string }> {
  if (record.id !== undefined) return { ...record, id: record.id };
  const id = randomUUID();
  await writeRecord(folder, { id });
  return { ...record, id };
}

const BY_CODE: Partial<Record<string, RefusalCode>> = { LEVEL_LOCKED: 'store-in-use', LEVEL_CORRUPTION: 'store-ill' };

/** Says why the folder cannot be read. */
export function refusalOf(error: unknown): MoveRefusedError {
  if (error instanceof MoveRefusedError) return error;
  if (error instanceof UnusableStoreError) return new MoveRefusedError('store-ill', error.message, { cause: error });
  const [, reason = 'store-ill'] = Object.entries(BY_CODE).find(([code]) => hasCode(error, code)) ?? [];
  const stop = reason === 'store-in-use' ? ': stop it first' : '';
  const message = error instanceof StoreError || error instanceof DamageError ? error.message : failureReason(error);
  return new MoveRefusedError(reason, `${message}${stop}`, { cause: toError(error) });
}
