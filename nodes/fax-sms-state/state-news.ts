import { isServing, type ConnectionState } from '../../src/connection/connection-state';
import type { Clock, Timer } from '../../src/domain/clock';

/** What a message is sent for: a new state of a connection, or items that need a person. */
export type News = 'state' | 'dead' | 'unknown' | 'quarantined';

export interface StateNewsOptions {
  clock: Clock;
  /** A state is reported once it has lasted this long. */
  lastsMs: number;
  tell: (news: News) => void;
}

/** Events within this time are reported once. */
const SETTLES_MS = 1_000;
/** A connection passes through the states in `PASSING` at every deploy, so they must last at least this long. */
const PASSING_MS = 60_000;
const PASSING: readonly ConnectionState['state'][] = ['idle', 'connecting'];

/** Decides what to report of one connection: each state that lasts, once, but no passing state. */
export class StateNews {
  readonly #options: StateNewsOptions;
  #reported: string | undefined;
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
    if (name === this.#reported) return;
    this.#lasting = this.#options.clock.after(this.#waitMs(state), () => {
      this.#reported = name;
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

  /** The first good state is reported at once, so that a user sees after a deploy that the connection works. */
  #waitMs(state: ConnectionState): number {
    if (PASSING.includes(state.state)) return Math.max(this.#options.lastsMs, PASSING_MS);
    const isGoodBegin = this.#reported === undefined && isServing(state);
    return isGoodBegin ? SETTLES_MS : Math.max(this.#options.lastsMs, SETTLES_MS);
  }

  stop(): void {
    for (const timer of [this.#lasting, ...this.#settling.values()]) timer?.cancel();
  }
}
