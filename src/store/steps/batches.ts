import type { StoreError } from '../../domain/errors';

/** More would make one batch slow without making the many faster. */
const MAX_BATCH = 256;

/** One who waits to be written. */
export interface Caller {
  reject: (error: unknown) => void;
}

/**
 * One batch after the other: whoever comes while one is being written goes into the next one together with all the others,
 * so that many callers share one commit. `write` tells each caller of its batch, and never rejects.
 */
export class Batches<C extends Caller> {
  #waiting: C[] = [];
  #draining: Promise<void> | undefined;
  #stopped: StoreError | undefined;

  constructor(private readonly write: (batch: C[]) => Promise<void>) {}

  add<T>(callerOf: (resolve: (result: T) => void, reject: (error: unknown) => void) => C): Promise<T> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(callerOf(resolve, reject));
      this.#draining ??= this.#drain();
    });
  }

  /** Takes nobody any more and resolves when those under way have been told. */
  async finish(reason: StoreError): Promise<void> {
    this.#stopped ??= reason;
    await this.#draining;
  }

  /** Nothing can be written from now on: all who wait, and all who come, are told why. */
  fail(error: StoreError): void {
    this.#stopped = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  async #drain(): Promise<void> {
    // Callers of the same turn meet in one batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.write(this.#waiting.splice(0, MAX_BATCH));
    this.#draining = undefined;
  }
}
