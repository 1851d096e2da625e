/** What the test of a store tells the dialog where nothing is wrong. */
export interface StoreWorks {
  ok: true;
  /** Of PostgreSQL. */
  version: string;
  isMade: boolean;
  writeMs?: number;
  readMs: number;
  isHeard: boolean;
  isSynchronous: boolean;
  /** By which this Node-RED is known there. */
  instance: string;
  /** Another process has this name. */
  isTaken: boolean;
  /** The other instances that share it now. */
  others: string[];
}
