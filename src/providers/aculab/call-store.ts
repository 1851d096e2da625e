import type { CallHead, CallRow } from './call-row';

/**
 * Where the rows of calls are kept. A write is durable when its promise resolves, and rejects with `StoreError`; calls on
 * one row take effect one after the other, also between processes that share the store.
 */
export interface CallStore {
  get(id: string): Promise<CallRow | undefined>;
  /**
   * Puts `row` in place of the one of its id, if that still has `epoch`; `undefined`: if there is none yet. `row.epoch` is
   * set to the next one.
   */
  put(row: CallRow, epoch: number | undefined): Promise<boolean>;
  /** The call that stored, or was given, this file. */
  byFile(name: string): Promise<CallRow | undefined>;
  heads(): Promise<CallHead[]>;
  /** May be repeated. */
  forget(id: string): Promise<void>;
}
