import { createRequire } from 'node:module';
import { proxyFor, type ProxySetting } from '../../network/proxy';
import { checkedProxyTls, type TlsOptions } from '../../network/tls';
import type { OpenAgent } from './open-web-socket';

const load = createRequire(__filename);

/**
 * The way through a proxy for a push socket; undefined: it goes directly. Throws `ConfigError` for an unusable proxy
 * address.
 */
export function proxyAgent(
  target: string,
  { tls, proxy }: { tls?: TlsOptions; proxy: ProxySetting },
): OpenAgent | undefined {
  const way = URL.canParse(target) ? proxyFor(new URL(target), proxy) : undefined;
  if (way === undefined) return undefined;
  const { url, authorization } = way;
  const headers = authorization === undefined ? {} : { 'proxy-authorization': authorization };
  // The signal ends the socket to the proxy with the attempt; the agent itself would keep it.
  const { HttpsProxyAgent } = load('https-proxy-agent') as typeof import('https-proxy-agent');
  return (signal) => new HttpsProxyAgent(url, { ...checkedProxyTls(tls), headers, signal });
}
