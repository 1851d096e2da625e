import type { NodeRed } from './node-red';

/** A deploy waits for closing nodes, so what has not ended by then goes on without being waited for. */
const DEPLOY_MS = 2_000;
/** Node-RED's limit for the close of a node, unless settings.js sets another. */
const NODE_CLOSE_MS = 15_000;
/** Part of that limit for what has to be done after the wait. */
const RESERVE_MS = 2_000;

/** Signals at which Node-RED stops its flows and then ends. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGBREAK'];

/** The part of `process` that is used here. */
export interface Signals {
  listenerCount(event: string): number;
  prependListener(event: string, listener: (message: unknown) => void): unknown;
}

/**
 * How long the close of a node may take. More at the end of the process than in a deploy; Node-RED does not tell nodes
 * which of the two it is, so this listens to signals.
 */
export class ClosingTime {
  readonly #signals: Signals;
  #isEnding = false;
  #nodeCloseMs = NODE_CLOSE_MS;
  readonly #watched = new Set<string>();

  constructor(signals: Signals) {
    this.#signals = signals;
  }

  /**
   * Listens only to signals that already have a listener: a listener of ours alone would keep the process from ending.
   */
  watch({ settings }: Pick<NodeRed, 'settings'>): void {
    const { nodeCloseTimeout } = settings;
    this.#nodeCloseMs = typeof nodeCloseTimeout === 'number' && nodeCloseTimeout > 0 ? nodeCloseTimeout : NODE_CLOSE_MS;
    for (const signal of SIGNALS) this.#on(signal, () => true);
    // On Windows, which has no signals, pm2 sends this message instead.
    this.#on('message', (message) => message === 'shutdown');
  }

  get ms(): number {
    return this.#isEnding ? Math.max(this.#nodeCloseMs - RESERVE_MS, DEPLOY_MS) : DEPLOY_MS;
  }

  /** Before all other listeners, because Node-RED's own closes the nodes at once. */
  #on(event: string, isEnd: (message: unknown) => boolean): void {
    if (this.#watched.has(event) || this.#signals.listenerCount(event) === 0) return;
    this.#watched.add(event);
    this.#signals.prependListener(event, (message) => {
      this.#isEnding ||= isEnd(message);
    });
  }
}

export const closingTime = new ClosingTime(process);
