import { createRequire } from 'node:module';
import { isLoopbackUrl } from '../domain/loopback';
import { proxyFor, type ProxyOptions } from '../domain/proxy';
import type { OpenAgent } from './push-socket/open-web-socket';

const load = createRequire(__filename);

/**
 * The way through a proxy for a push socket, or undefined where it goes directly, as it does to loopback. Throws
 * `ConfigError` for an unusable proxy address.
 */
export function proxyAgent(target: string, proxy: ProxyOptions | 'environment'): OpenAgent | undefined {
  if (isLoopbackUrl(target) || !URL.canParse(target)) return undefined;
  const way = proxyFor(new URL(target), proxy);
  if (way === undefined) return undefined;
  const { url, username, password } = way;
  const headers = username ? { 'proxy-authorization': basic(username, password ?? '') } : {};
  // The signal ends the socket to the proxy with the attempt; the agent itself would keep it.
  const { HttpsProxyAgent } = load('https-proxy-agent') as typeof import('https-proxy-agent');
  return (signal) => new HttpsProxyAgent(url, { headers, signal });
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
