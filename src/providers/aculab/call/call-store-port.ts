import type { CallHead, CallRow } from './call-row';

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
}
