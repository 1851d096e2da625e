import { createRequire } from 'node:module';
import { proxyFor, type ProxySetting } from '../../network/proxy';
import { checkedProxyTls, type TlsOptions } from '../../network/tls';
import type { OpenAgent } from './open-web-socket';

const load = createRequire(__filename);

/**
 * The agent through which a push socket reaches `target`; undefined: it goes directly. Throws `ConfigError` if the
 * proxy's address cannot be used.
 */
export function proxyAgent(
  target: string,
  { tls, proxy }: { tls?: TlsOptions; proxy: ProxySetting },
): OpenAgent | undefined {
  const way = URL.canParse(target) ? proxyFor(new URL(target), proxy) : undefined;
  if (way === undefined) return undefined;
  const { url, authorization } = way;
  const headers = authorization === undefined ? {} : { 'proxy-authorization': authorization };
  // The signal closes the socket to the proxy at the end of the attempt; the agent itself would keep it open.
  const { HttpsProxyAgent } = load('https-proxy-agent') as typeof import('https-proxy-agent');
  return (signal) => new HttpsProxyAgent(url, { ...checkedProxyTls(tls), headers, signal });
}
