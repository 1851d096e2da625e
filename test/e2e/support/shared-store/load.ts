import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fetchAfresh } from '../../../support/fetch-afresh';
import type { Instance } from './instance';
import { LINES, type LineName, type Providers } from './lines';
import { oneOf, type Random } from '../seeded-random';

/** A message that ordered a job, and was told that it is taken. */
export interface Order {
  line: LineName;
  n: number;
  token: string;
}

export interface LoadOptions {
  random: Random;
  providers: Providers;
  instances: readonly [Instance, Instance];
}

const TICK_MS = 50;
/** So many may lie at the providers; more would only pile up where the machine cannot keep up. */
const MOST_OPEN = 1_500;
const SUBMIT_TIMEOUT_MS = 8_000;

/** What happens to any number of accounts all day long: things arrive, and things are sent, by any instance. */
export class Load {
  readonly #options: LoadOptions;
  readonly orders: Order[] = [];
  arrived = 0;
  jobs = 0;
  readonly #open: Promise<void>[] = [];
  readonly #ending = new AbortController();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Until it is so many in all, evenly in so long a time at least; returns when the last has been begun. */
  async upTo({ events, jobs, ms }: { events: number; jobs: number; ms: number }): Promise<void> {
    const begun = performance.now();
    const before = { events: this.arrived, jobs: this.jobs };
    const due = (from: number, to: number, share: number): number => Math.floor(from + share * (to - from));
    while ((this.arrived < events || this.jobs < jobs) && !this.#ending.signal.aborted) {
      const share = Math.min(1, (performance.now() - begun) / ms);
      const { providers, random } = this.#options;
      const most = Math.min(due(before.events, events, share), this.arrived + MOST_OPEN - providers.open);
      while (this.arrived < most) providers.inject(random, (this.arrived += 1));
      while (this.jobs < due(before.jobs, jobs, share)) this.#open.push(this.#order((this.jobs += 1) - 1));
      await pause(TICK_MS);
    }
  }

  /** Nothing arrives or is sent any more. */
  end(): void {
    this.#ending.abort();
  }

  /** Resolves when every order has been taken. */
  async isTaken(): Promise<void> {
    await Promise.all(this.#open);
  }

  /** As a system that sends does: again, also by the other instance, until it hears that the job is taken. */
  async #order(n: number): Promise<void> {
    const { random, providers, instances } = this.#options;
    const line = oneOf(random, LINES);
    const to = `+${providers.numberOf(line, n)}`;
    while (!this.#ending.signal.aborted) {
      const token = randomUUID();
      const { port } = oneOf(random, instances);
      const response = await fetchAfresh(`http://127.0.0.1:${port}/jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ line, n, to, token }),
        signal: AbortSignal.timeout(SUBMIT_TIMEOUT_MS),
      }).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
      if (response?.ok) {
        this.orders.push({ line, n, token });
        return;
      }
      await pause(200);
    }
  }
}
