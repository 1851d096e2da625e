import type { NodeRed } from './node-red';

/** What has not ended by then is left behind, because a deploy waits for it. */
const DEPLOY_MS = 2_000;
/** Node-RED's own limit for the close of a node, unless settings.js has another. */
const NODE_CLOSE_MS = 15_000;
/** Of that limit, for what has to be done after the wait. */
const RESERVE_MS = 2_000;

/** At these Node-RED stops its flows, and then ends. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGBREAK'];

/** The part of `process` that is used here. */
export interface Signals {
  listenerCount(event: string): number;
  prependListener(event: string, listener: (message: unknown) => void): unknown;
}

/** How long the close of a node may take: longer at the end of the process, which Node-RED tells nodes as it does a deploy. */
export class ClosingTime {
  #isEnding = false;
  #nodeCloseMs = NODE_CLOSE_MS;
  readonly #watched = new Set<string>();

  constructor(private readonly signals: Signals) {}

  /** Only where somebody else acts on a signal: a listener of ours alone would keep the process alive. */
  watch({ settings }: Pick<NodeRed, 'settings'>): void {
    const { nodeCloseTimeout } = settings;
    this.#nodeCloseMs = typeof nodeCloseTimeout === 'number' && nodeCloseTimeout > 0 ? nodeCloseTimeout : NODE_CLOSE_MS;
    for (const signal of SIGNALS) this.#on(signal, () => true);
    // As pm2 tells it where there are no signals.
    this.#on('message', (message) => message === 'shutdown');
  }

  get ms(): number {
    return this.#isEnding ? Math.max(this.#nodeCloseMs - RESERVE_MS, DEPLOY_MS) : DEPLOY_MS;
  }

  /** First, because whoever acts on it tells the nodes at once. */
  #on(event: string, isEnd: (message: unknown) => boolean): void {
    if (this.#watched.has(event) || this.signals.listenerCount(event) === 0) return;
    this.#watched.add(event);
    this.signals.prependListener(event, (message) => {
      this.#isEnding ||= isEnd(message);
    });
  }
}

export const closingTime = new ClosingTime(process);
