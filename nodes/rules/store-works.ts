/** The result of a store's test, for the dialog, if nothing is wrong. */
export interface StoreWorks {
  ok: true;
  /** The version of PostgreSQL. */
  version: string;
  isMade: boolean;
  writeMs?: number;
  readMs: number;
  isNotified: boolean;
  isSynchronous: boolean;
  /** The name of this Node-RED in the store. */
  instance: string;
  /** True: another process uses this name. */
  isTaken: boolean;
  /** The names of the other instances that use the store now. */
  others: string[];
}
