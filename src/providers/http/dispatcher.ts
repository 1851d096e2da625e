import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { ConfigError } from '../../domain/errors';
import { isLoopbackUrl } from '../../domain/loopback';

export interface TlsOptions {
  ca?: string | Buffer | (string | Buffer)[];
  cert?: string | Buffer;
  key?: string | Buffer;
  passphrase?: string;
  servername?: string;
}

export interface ProxyOptions {
  url: string;
  /** Hosts reached directly: names, `.suffix`, `host:port`, or `*`. */
  noProxy?: string[];
  username?: string;
  password?: string;
}

export interface RouteOptions {
  tls?: TlsOptions;
  /** `environment`: HTTPS_PROXY, HTTP_PROXY and NO_PROXY as they stand. */
  proxy?: ProxyOptions | 'environment';
}

/** Enough for a long poll, a list, a document and an acknowledgement at once; more would only annoy the provider. */
const MAX_SOCKETS = 4;

/** The way to one provider: direct, or through a proxy. It follows no redirect, so credentials reach no other host. */
export function createDispatcher(baseUrl: URL, route: RouteOptions): Dispatcher {
  // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 would otherwise switch the check off for us, too.
  const connect = { ...route.tls, rejectUnauthorized: true };
  // Our own deadlines hold instead of undici's: theirs cannot follow a test's clock.
  const options = { connect, connections: MAX_SOCKETS, headersTimeout: 0, bodyTimeout: 0 };
  const { proxy } = route;
  if (proxy === undefined || (proxy === 'environment' && isLoopbackUrl(baseUrl.href))) return new Agent(options);
  const proxied = { ...options, requestTls: connect, proxyTls: { ca: route.tls?.ca, rejectUnauthorized: true } };
  if (proxy === 'environment') return new EnvHttpProxyAgent(proxied);
  const uri = proxyUri(proxy.url);
  const token = proxyToken(proxy);
  return new EnvHttpProxyAgent({
    ...proxied,
    httpProxy: uri,
    httpsProxy: uri,
    noProxy: (proxy.noProxy ?? []).join(','),
    ...(token !== undefined && { token }),
  });
}

function proxyUri(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new ConfigError('proxy: not an http or https URL');
  }
  return url.href;
}

function proxyToken({ username, password }: ProxyOptions): string | undefined {
  if (username === undefined || username === '') return undefined;
  return `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
}
