import { compact } from '../../../domain/compact';
import { compareAndSet } from '../../../domain/compare-and-set';
import { StoreError } from '../../../domain/errors';
import type { Facts } from '../../../domain/facts';
import { isRecord } from '../../../domain/is-record';
import { storedKey } from '../wire/stored-name';
import { headOf, type CallHead, type CallRow } from './call-row';

/**
 * Stores the rows of calls. A write is durable when its promise resolves, or rejects with `StoreError`. Writes to one
 * row take effect one after the other, even from several instances.
 */
export interface CallStore {
  get(id: string): Promise<CallRow | undefined>;
  /**
   * Replaces the row with this id if it still has `epoch` (undefined: if there is no such row yet), and
   * stores `row` with the next epoch. Resolves with false when another writer was faster. If the row names a
   * received fax, `faxOf` finds it by it.
   */
  put(row: CallRow, epoch: number | undefined): Promise<boolean>;
  /**
   * Stores which call brought a fax, before the fax's event is accepted. Fetching the document then finds the call and
   * its decryption key, even if the `put` that follows fails.
   */
  linkFax(name: string, fax: StoredFax): Promise<void>;
  /** The call that brought this file. */
  faxOf(name: string): Promise<StoredFax | undefined>;
  heads(): Promise<CallHead[]>;
  /** Safe to repeat. */
  forget(head: Pick<CallHead, 'id' | 'file'>): Promise<void>;
}

/** A received fax in the media store. */
export interface StoredFax {
  callId: string;
  /** When we first heard of the fax, in ms by the wall clock, for display. */
  storedAt: number;
  /** When a page announced it, in steady ms. The file itself may show only some seconds later. */
  toldAt?: number;
}

/** `call` replaces the row; undefined leaves it as it is. */
export interface CallChange {
  call?: CallRow;
}

/**
 * Changes a row by compare-and-set: `decide` gets the current row, and is called again if another writer was faster.
 */
export function changeCall<C extends CallChange>(
  calls: CallStore,
  id: string,
  decide: (call: CallRow | undefined) => C | Promise<C>,
): Promise<C> {
  return compareAndSet({
    read: () => calls.get(id),
    decide,
    write: ({ call }, before) => call === undefined || calls.put(call, before?.epoch),
  });
}

/**
 * Links a stored fax to the call that brought it, and so to its decryption key. Durable; a call that
 * already has a file keeps that one.
 */
export async function rememberFile(calls: CallStore, name: string, { callId, storedAt }: StoredFax): Promise<void> {
  await changeCall(calls, callId, (row) => withFile(row, storedKey(name), storedAt));
}

function withFile(row: CallRow | undefined, file: string, fileAt: number): CallChange {
  return row && row.file === undefined ? { call: { ...row, file, fileAt } } : {};
}

/** Keeps the rows of calls as facts of the account: each with its head, and for each received file its call. */
export function createFactsCallStore(facts: Facts): CallStore {
  async function get(id: string): Promise<CallRow | undefined> {
    return sound(await facts.recall(rowName(id)), isCallRow);
  }

  return {
    get,

    async put(row, epoch) {
      const before = await get(row.id);
      if (before?.epoch !== epoch) return false;
      const next = { ...row, epoch: (epoch ?? 0) + 1 };
      return facts.rememberIf(
        { name: rowName(row.id), is: before },
        { [rowName(row.id)]: next, [headName(row.id)]: headOf(next), ...linkOf(next) },
      );
    },

    linkFax: (name, fax) => facts.remember(faxName(name), fax),

    faxOf: async (name) => sound(await facts.recall(faxName(name)), isStoredFax),

    async heads() {
      const heads = await facts.recallAll(headName(''));
      return [...heads.values()].filter(isCallHead);
    },

    async forget({ id, file }) {
      if (file !== undefined) await facts.remember(faxName(file), undefined);
      await facts.remember(rowName(id), undefined);
      // The head goes last: after a crash before this point, the next pass still finds the call and forgets it again.
      await facts.remember(headName(id), undefined);
    },
  };
}

/** What is there and cannot be read must not pass for missing: a call would be begun, or a fax told, once more. */
function sound<T>(kept: unknown, isSound: (kept: unknown) => kept is T): T | undefined {
  if (kept === undefined || isSound(kept)) return kept;
  throw new StoreError('what is kept of a call is not as this version writes it');
}

function isCallRow(kept: unknown): kept is CallRow {
  return isCall(kept) && typeof kept['epoch'] === 'number' && isRecord(kept['answers']);
}

function isCallHead(kept: unknown): kept is CallHead {
  return isCall(kept) && typeof kept['isOpen'] === 'boolean';
}

function isCall(kept: unknown): kept is Record<string, unknown> {
  return isRecord(kept) && typeof kept['id'] === 'string' && typeof kept['startedAt'] === 'number';
}

function isStoredFax(kept: unknown): kept is StoredFax {
  return isRecord(kept) && typeof kept['callId'] === 'string' && typeof kept['storedAt'] === 'number';
}

function linkOf({ id, direction, file, fileAt, toldAt }: CallRow): Record<string, StoredFax> {
  if (direction === 'out' || file === undefined || fileAt === undefined) return {};
  return { [faxName(file)]: compact({ callId: id, storedAt: fileAt, toldAt }) };
}

function rowName(id: string): string {
  return `aculab-call:${id}`;
}

function headName(id: string): string {
  return `aculab-head:${id}`;
}

function faxName(file: string): string {
  return `aculab-fax:${file}`;
}
