/**
 * Small durable facts of one connection: a learned id, a cursor. Written through to the store; `remember` resolves
 * when durable and rejects with `StoreError`.
 */
export interface Facts {
  recall(name: string): Promise<unknown>;
  /** `undefined` forgets. */
  remember(name: string, value: unknown): Promise<void>;
  /** Remembers all of `values` at once, if `name` still is what it was (`undefined`: nothing): by compare-and-set. */
  rememberIf(fact: KnownFact, values: Record<string, unknown>): Promise<boolean>;
  /** All whose names begin like this, by what follows. */
  recallAll(prefix: string): Promise<Map<string, unknown>>;
}

export interface KnownFact {
  name: string;
  /** As `recall` gave it. */
  is: unknown;
}
