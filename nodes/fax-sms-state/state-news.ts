import { isServing, type ConnectionState } from '../../src/connection/connection-state';
import type { Clock, Timer } from '../../src/domain/clock';

/** What is worth a message: a new state of a connection, or something that a person must decide. */
export type News = 'state' | 'dead' | 'unknown' | 'quarantined';

export interface StateNewsOptions {
  clock: Clock;
  /** A state is reported once it has lasted for so long. */
  lastsMs: number;
  tell: (news: News) => void;
}

/** Things that come together are reported once. */
const SETTLES_MS = 1_000;
/** In every deploy a connection passes through these. */
const PASSING_MS = 60_000;
const PASSING: readonly ConnectionState['state'][] = ['idle', 'connecting'];

/** Decides what to report of one connection: each state that lasts, once, and none that passes. */
export class StateNews {
  readonly #options: StateNewsOptions;
  #told: string | undefined;
  #shown: string | undefined;
  #lasting: Timer | undefined;
  readonly #settling = new Map<News, Timer>();

  constructor(options: StateNewsOptions) {
    this.#options = options;
  }

  stands(state: ConnectionState): void {
    const name = 'reason' in state ? `${state.state} ${state.reason}` : state.state;
    if (name === this.#shown) return;
    this.#shown = name;
    this.#lasting?.cancel();
    if (name === this.#told) return;
    this.#lasting = this.#options.clock.after(this.#waitMs(state), () => {
      this.#told = name;
      this.#options.tell('state');
    });
  }

  happened(news: Exclude<News, 'state'>): void {
    if (this.#settling.has(news)) return;
    const timer = this.#options.clock.after(SETTLES_MS, () => {
      this.#settling.delete(news);
      this.#options.tell(news);
    });
    this.#settling.set(news, timer);
  }

  /** Whoever has just deployed sees at once that it works. */
  #waitMs(state: ConnectionState): number {
    if (PASSING.includes(state.state)) return Math.max(this.#options.lastsMs, PASSING_MS);
    const isGoodBegin = this.#told === undefined && isServing(state);
    return isGoodBegin ? SETTLES_MS : Math.max(this.#options.lastsMs, SETTLES_MS);
  }

  stop(): void {
    for (const timer of [this.#lasting, ...this.#settling.values()]) timer?.cancel();
  }
}
