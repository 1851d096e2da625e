import { ChosenOutcome } from './chosen-outcome';

export interface RequestMade<A extends string> {
  type: 'request';
  action: A;
}

/** What whoever runs a simulated service can watch: its changes as they happen, and how often each call was made. */
export class ObservedService<A extends string, C> {
  /** Of what is sent. */
  readonly outcome = { fax: new ChosenOutcome(), sms: new ChosenOutcome() };
  private readonly counts: Partial<Record<A, number>> = {};
  private readonly listeners = new Set<(change: C | RequestMade<A>) => void>();

  requests(): Partial<Record<A, number>> {
    return { ...this.counts };
  }

  /** The listener must not throw. Returns what ends it. */
  onChange(listener: (change: C | RequestMade<A>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  protected counted(action: A): void {
    this.counts[action] = (this.counts[action] ?? 0) + 1;
    this.emit({ type: 'request', action });
  }

  protected emit(change: C | RequestMade<A>): void {
    for (const listener of [...this.listeners]) listener(change);
  }

  protected endObserving(): void {
    this.listeners.clear();
  }
}
