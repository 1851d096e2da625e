/**
 * Small durable facts of one connection: a learned id, a cursor. Written through to the store; `remember` resolves
 * when durable and rejects with `StoreError`.
 */
export interface Facts {
  recall(name: string): Promise<unknown>;
  remember(name: string, value: unknown): Promise<void>;
}
