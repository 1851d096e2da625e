import { StoreError } from '../../src/domain/errors';
import type { Facts, KnownFact } from '../../src/domain/facts';

/** Facts in memory, stored as JSON like in a store. */
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
    return this.#unlessFailing(() => this.#write(name, value));
  }

  rememberIf({ name, is }: KnownFact, values: Record<string, unknown>): Promise<boolean> {
    return this.#unlessFailing(() => {
      if (this.values.get(name) !== JSON.stringify(is)) return false;
      for (const [other, value] of Object.entries(values)) this.#write(other, value);
      return true;
    });
  }

  recallAll(prefix: string): Promise<Map<string, unknown>> {
    return this.#unlessFailing(() => {
      const found = [...this.values].filter(([name]) => name.startsWith(prefix));
      return new Map(found.map(([name, text]) => [name.slice(prefix.length), JSON.parse(text) as unknown]));
    });
  }

  #write(name: string, value: unknown): void {
    if (value === undefined) this.values.delete(name);
    else this.values.set(name, JSON.stringify(value));
  }

  #unlessFailing<T>(call: () => T): Promise<T> {
    return this.failing ? Promise.reject(new StoreError('the store is failing')) : Promise.resolve(call());
  }
}
