/** A way by which the provider has proved to be reachable. */
export type Way = 'push' | 'poll' | 'webhook' | 'send';

/** Measurements of a connection, besides what happens to its items. The functions must not throw. */
export interface Meter {
  contact(way: Way): void;
  /** A document has arrived and is on disk. */
  documentKept(bytes: number): void;
  /** An event has arrived that was already known. */
  repeated(): void;
}
