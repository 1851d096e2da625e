import { StoreError } from '../../../src/domain/errors';
import type { Facts } from '../../../src/domain/facts';

/** As a store keeps them: JSON. */
export class MemoryFacts implements Facts {
  readonly values = new Map<string, string>();
  failing = false;

  recall(name: string): Promise<unknown> {
    return this.#unlessFailing(() => {
      const text = this.values.get(name);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    });
  }

  remember(name: string, value: unknown): Promise<void> {
    return this.#unlessFailing(() => {
      if (value === undefined) this.values.delete(name);
      else this.values.set(name, JSON.stringify(value));
    });
  }

  #unlessFailing<T>(call: () => T): Promise<T> {
    return this.failing ? Promise.reject(new StoreError('the store is failing')) : Promise.resolve(call());
  }
}
