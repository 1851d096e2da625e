import type { StoreError } from '../../domain/errors';

/** More would make the batch slow without serving more callers a second. */
const MAX_BATCH = 256;

/** A change that waits to be written. */
export interface Caller {
  reject: (error: unknown) => void;
}

/**
 * Writes one batch after the other. Changes that come while a batch is being written go into the next one together, so
 * that many callers share one commit. `write` settles every caller of its batch, and never rejects.
 */
export class Batches<C extends Caller> {
  readonly #write: (batch: C[]) => Promise<void>;
  #waiting: C[] = [];
  #draining: Promise<void> | undefined;
  #stopped: StoreError | undefined;

  constructor(write: (batch: C[]) => Promise<void>) {
    this.#write = write;
  }

  add<T>(callerOf: (resolve: (result: T) => void, reject: (error: unknown) => void) => C): Promise<T> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(callerOf(resolve, reject));
      this.#draining ??= this.#drain();
    });
  }

  /** Takes no more changes, and resolves when those under way are settled. */
  async finish(reason: StoreError): Promise<void> {
    this.#stopped ??= reason;
    await this.#draining;
  }

  /** Nothing can be written from now on: all waiting and later changes reject with this error. */
  fail(error: StoreError): void {
    this.#stopped = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  async #drain(): Promise<void> {
    // Changes of the same turn go into one batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, MAX_BATCH));
    this.#draining = undefined;
  }
}
