import { compact } from '../../../domain/compact';
import { compareAndSet } from '../../../domain/compare-and-set';
import type { Facts } from '../../../domain/facts';
import { isRecord } from '../../../domain/is-record';
import { storedKey } from '../wire/stored-name';
import { headOf, type CallHead, type CallRow } from './call-row';

/**
 * Where the rows of calls are kept. A write is durable when its promise resolves, and rejects with `StoreError`; calls on
 * one row take effect one after the other, whoever makes them.
 */
export interface CallStore {
  get(id: string): Promise<CallRow | undefined>;
  /**
   * Puts `row` in place of the one of its id, if that still has `epoch`; `undefined`: if there is none yet. `row.epoch` is
   * set to the next one. A row that names a received fax is found by it, too.
   */
  put(row: CallRow, epoch: number | undefined): Promise<boolean>;
  /** Before a fax is told: whoever fetches it finds its call and so its key, whatever becomes of the row that is put next. */
  linkFax(name: string, fax: StoredFax): Promise<void>;
  /** Which call brought this file. */
  faxOf(name: string): Promise<StoredFax | undefined>;
  heads(): Promise<CallHead[]>;
  /** May be repeated. */
  forget(head: Pick<CallHead, 'id' | 'file'>): Promise<void>;
}

/** A received fax in the media store. */
export interface StoredFax {
  callId: string;
  /** When it was first told of: wall clock in ms, for people. */
  storedAt: number;
  /** The same in steady ms, where a page told of it: it may take some seconds to show. */
  toldAt?: number;
}

/** `call`: what to put in place of the row; undefined = it stays. */
export interface CallChange {
  call?: CallRow;
}

/** Changes a row by compare-and-set: `decide` sees it as it is, and anew when somebody else was quicker. */
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
 * Remembers which call brought a stored fax, and with it the fax's key: from now on each is found by the other, also after
 * a crash. A call that has a file keeps that.
 */
export async function rememberFile(calls: CallStore, name: string, { callId, storedAt }: StoredFax): Promise<void> {
  await changeCall(calls, callId, (row) => withFile(row, storedKey(name), storedAt));
}

function withFile(row: CallRow | undefined, file: string, fileAt: number): CallChange {
  return row && row.file === undefined ? { call: { ...row, file, fileAt } } : {};
}

/** The rows of calls as facts of the account: each with its head, and by file the call that brought it. */
export function createFactsCallStore(facts: Facts): CallStore {
  async function get(id: string): Promise<CallRow | undefined> {
    const row = await facts.recall(rowName(id));
    return isRecord(row) ? (row as unknown as CallRow) : undefined;
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

    async faxOf(name) {
      const fax = await facts.recall(faxName(name));
      return isRecord(fax) ? (fax as unknown as StoredFax) : undefined;
    },

    async heads() {
      const heads = await facts.recallAll(headName(''));
      return [...heads.values()].filter(isRecord) as unknown as CallHead[];
    },

    async forget({ id, file }) {
      if (file !== undefined) await facts.remember(faxName(file), undefined);
      await facts.remember(rowName(id), undefined);
      // Last, so that a crash before leaves something to be forgotten again.
      await facts.remember(headName(id), undefined);
    },
  };
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
