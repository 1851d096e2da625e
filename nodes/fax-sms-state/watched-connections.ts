import type { Clock } from '../../src/domain/clock';
import { monitored, type MonitoredConnection } from '../runtime/monitored/monitored';
import { observations } from '../runtime/observations';
import { StateNews, type News } from './state-news';

export interface WatchOptions {
  /** The node id of the only connection to watch; empty = all. */
  only: string;
  clock: Clock;
  lastsMs: number;
  tell: (connection: MonitoredConnection, news: News) => void;
  /** Called when the state of any connection has changed. */
  onState: () => void;
}

/** The deployed connections that a node watches; connections that are deployed later are included. */
export class WatchedConnections {
  readonly #options: WatchOptions;
  readonly #news = new Map<MonitoredConnection, StateNews>();
  readonly #forget: (() => void)[];

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#forget = [
      monitored.watch((connection) => this.#stands(connection)),
      observations.observe(({ id }, { what }) => {
        const connection = monitored.get(id);
        if (connection && isNews(what)) this.#of(connection)?.happened(what);
      }),
    ];
    for (const connection of monitored.all()) this.#stands(connection);
  }

  get all(): MonitoredConnection[] {
    return monitored.all().filter((connection) => this.#isOurs(connection));
  }

  stop(): void {
    for (const forget of this.#forget) forget();
    for (const news of this.#news.values()) news.stop();
  }

  #stands(connection: MonitoredConnection): void {
    this.#of(connection)?.stands(connection.state);
    this.#options.onState();
  }

  #of(connection: MonitoredConnection): StateNews | undefined {
    if (!this.#isOurs(connection)) return undefined;
    const { clock, lastsMs, tell } = this.#options;
    const known = this.#news.get(connection);
    if (known) return known;
    const news = new StateNews({ clock, lastsMs, tell: (what) => tell(connection, what) });
    this.#news.set(connection, news);
    return news;
  }

  #isOurs({ id }: MonitoredConnection): boolean {
    return this.#options.only === '' || id === this.#options.only;
  }
}

function isNews(what: string): what is Exclude<News, 'state'> {
  return what === 'dead' || what === 'unknown' || what === 'quarantined';
}
