import { StoreError } from '../../../src/domain/errors';
import type { Facts } from '../../../src/domain/facts';

export class MemoryFacts implements Facts {
  readonly values = new Map<string, unknown>();
  failing = false;

  recall(name: string): Promise<unknown> {
    return this.#unlessFailing(() => this.values.get(name));
  }

  remember(name: string, value: unknown): Promise<void> {
    return this.#unlessFailing(() => void this.values.set(name, value));
  }

  #unlessFailing<T>(call: () => T): Promise<T> {
    return this.failing ? Promise.reject(new StoreError('the store is failing')) : Promise.resolve(call());
  }
}
