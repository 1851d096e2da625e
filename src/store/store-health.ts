export type StoreFailureCode =
  | 'store'
  | 'store-locked'
  | 'store-no-locks'
  | 'store-damaged'
  | 'store-incomplete'
  | 'store-copied'
  | 'store-moved'
  | 'store-binary'
  | 'disk-full'
  | 'database-away'
  | 'database-login'
  | 'database-missing'
  | 'database-certificate'
  | 'database-rights'
  | 'database-read-only'
  | 'database-unsafe'
  | 'database-newer'
  | 'database-other'
  | 'database-group'
  | 'database-restored'
  | 'database-instance'
  | 'database-moving'
  | 'documents-folder';

export interface StoreHealth {
  /** Why nothing can be stored now; undefined = all is well. */
  readonly failure: string | undefined;
  /** The same as a short stable code, for a node's status. */
  readonly failureCode: StoreFailureCode | undefined;
  /** Whether the process before this one ended without `close`. */
  readonly afterCrash: boolean;
  /**
   * Whether the store was restored from a backup, or rescued from damage:
   * there may be documents whose events it does not know.
   */
  readonly restored: boolean;
  /** Called on every change of `failure`; returns its own removal. */
  onChange(listener: () => void): () => void;
}
