import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { compact } from '../../domain/compact';
import { proxyFor, type ProxySetting } from '../../network/proxy';
import { checkedProxyTls, checkedTls, type TlsOptions } from '../../network/tls';

export interface RouteOptions {
  tls?: TlsOptions;
  /** undefined: always directly. */
  proxy?: ProxySetting;
}

/** The ways to one provider, direct or through a proxy. They follow no redirect, so credentials reach no other host. */
export interface Ways {
  /** Over connections that are kept for a moment. */
  kept: Dispatcher;
  /**
   * Over a new connection each time: one that was kept may have been dropped on the way, which shows only once a request
   * is lost in it.
   */
  fresh: Dispatcher;
  destroy(): Promise<void>;
}

/** Enough for a long poll, a list, a document and an acknowledgement at once; more would only annoy the provider. */
const MAX_SOCKETS = 4;
/** Whatever the provider promises: what lies between us may drop a silent connection sooner. */
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
  // Our own deadlines hold instead of undici's: theirs cannot follow a test's clock.
  const options = { ...keeping, connect, connections: MAX_SOCKETS, headersTimeout: 0, bodyTimeout: 0 };
  const way = proxy && proxyFor(baseUrl, proxy);
  if (way === undefined) return new Agent(options);
  const { url: uri, authorization: token } = way;
  const proxyTls = checkedProxyTls(tls);
  return new ProxyAgent(compact({ ...options, uri, requestTls: connect, proxyTls, token }));
}
