import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { compact } from '../../domain/compact';
import { proxyFor, type ProxySetting } from '../../network/proxy';
import { checkedProxyTls, checkedTls, type TlsOptions } from '../../network/tls';

export interface RouteOptions {
  tls?: TlsOptions;
  /** undefined = no proxy. */
  proxy?: ProxySetting;
}

/**
 * Two connection pools to one provider, direct or through a proxy. Neither follows redirects, so that
 * credentials reach no other host.
 */
export interface Ways {
  /** Reuses connections for a few seconds. */
  kept: Dispatcher;
  /**
   * Opens a new connection for each request. A firewall may silently drop a reused connection, which is noticed only
   * when a request is lost on it.
   */
  fresh: Dispatcher;
  destroy(): Promise<void>;
}

/** Enough for a long poll, a list, a document and an acknowledgement at once; more would only burden the provider. */
const MAX_SOCKETS = 4;
/**
 * Used even if the provider promises a longer time, because firewalls in between may drop an idle connection sooner.
 */
const KEPT_MS = 4_000;

export function createWays(baseUrl: URL, route: RouteOptions): Ways {
  const kept = createDispatcher(baseUrl, route, { keepAliveTimeout: KEPT_MS, keepAliveMaxTimeout: KEPT_MS });
  const fresh = createDispatcher(baseUrl, route, { pipelining: 0 });
  return {
    kept,
    fresh,
    async destroy() {
      await Promise.all([kept.destroy(), fresh.destroy()]);
    },
  };
}

type Keeping = Pick<Agent.Options, 'pipelining' | 'keepAliveTimeout' | 'keepAliveMaxTimeout'>;

function createDispatcher(baseUrl: URL, { tls, proxy }: RouteOptions, keeping: Keeping): Dispatcher {
  const connect = checkedTls(tls);
  // Our own deadlines replace undici's, which do not follow the injected clock.
  const options = { ...keeping, connect, connections: MAX_SOCKETS, headersTimeout: 0, bodyTimeout: 0 };
  const way = proxy && proxyFor(baseUrl, proxy);
  if (way === undefined) return new Agent(options);
  const { url: uri, authorization: token } = way;
  const proxyTls = checkedProxyTls(tls);
  return new ProxyAgent(compact({ ...options, uri, requestTls: connect, proxyTls, token }));
}
