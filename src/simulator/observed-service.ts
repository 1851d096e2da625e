import { ChosenOutcome } from './chosen-outcome';

export interface RequestMade<A extends string> {
  type: 'request';
  action: A;
}

/** Lets tests and Pushline watch a simulated service: its changes, and how often each request was made. */
export class ObservedService<A extends string, C> {
  /** The outcome of everything sent, by kind. */
  readonly outcome = { fax: new ChosenOutcome(), sms: new ChosenOutcome() };
  readonly #counts: Partial<Record<A, number>> = {};
  readonly #listeners = new Set<(change: C | RequestMade<A>) => void>();

  requests(): Partial<Record<A, number>> {
    return { ...this.#counts };
  }

  /** The listener must not throw. Returns a function that removes it. */
  onChange(listener: (change: C | RequestMade<A>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected counted(action: A): void {
    this.#counts[action] = (this.#counts[action] ?? 0) + 1;
    this.emit({ type: 'request', action });
  }

  protected emit(change: C | RequestMade<A>): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  protected endObserving(): void {
    this.#listeners.clear();
  }
}
