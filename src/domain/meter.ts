/** By which the provider has shown that it is there. */
export type Way = 'push' | 'poll' | 'webhook' | 'send';

/** What is measured of a connection, beside what happens to its items. None of it may throw. */
export interface Meter {
  contact(way: Way): void;
  /** A document has come, and is on disk. */
  documentKept(bytes: number): void;
  /** An event has come that was known already. */
  repeated(): void;
}
