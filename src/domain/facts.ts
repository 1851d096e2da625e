/**
 * Small durable facts of one connection, such as an id it has learned, or a cursor. `remember` resolves when the fact
 * is durable, and rejects with `StoreError`.
 */
export interface Facts {
  recall(name: string): Promise<unknown>;
  /** `undefined` forgets. */
  remember(name: string, value: unknown): Promise<void>;
  /**
   * Compare-and-set: remembers all of `values` at once if the fact `name` still has the value `is` (`undefined`: no
   * value). Resolves with whether it did.
   */
  rememberIf(fact: KnownFact, values: Record<string, unknown>): Promise<boolean>;
  /** All facts whose names begin with `prefix`, by the rest of their names. */
  recallAll(prefix: string): Promise<Map<string, unknown>>;
}

export interface KnownFact {
  name: string;
  /** As `recall` gave it. */
  is: unknown;
}
