import { HttpsProxyAgent } from 'https-proxy-agent';
import { ConfigError } from '../domain/errors';
import { isLoopbackUrl } from '../domain/loopback';
import type { OpenAgent } from './push-socket/open-web-socket';

export interface ProxySettings {
  url: string;
  /** Hosts reached directly: names, `.suffix`, `host:port`, or `*`. */
  noProxy: string[];
  username?: string;
  password?: string;
}

/**
 * The way through a proxy for a push socket, or undefined where it goes directly: `environment` reads HTTPS_PROXY,
 * HTTP_PROXY and NO_PROXY as every other client does. Throws `ConfigError` for an unusable proxy address.
 */
export function proxyAgent(target: string, proxy: ProxySettings | 'environment'): OpenAgent | undefined {
  if (isLoopbackUrl(target) || !URL.canParse(target)) return undefined;
  const settings = proxy === 'environment' ? environmentProxy(target) : proxy;
  if (!settings || isDirect(new URL(target), settings.noProxy)) return undefined;
  const { url, username, password } = settings;
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new ConfigError('proxy: not an http or https URL');
  }
  const headers = username ? { 'proxy-authorization': basic(username, password ?? '') } : {};
  // The signal ends the socket to the proxy with the attempt; the agent itself would keep it.
  return (signal) => new HttpsProxyAgent(url, { headers, ...{ signal } });
}

function environmentProxy(target: string): ProxySettings | undefined {
  const variable = (name: string): string => process.env[name.toLowerCase()] ?? process.env[name] ?? '';
  const url = variable(target.startsWith('wss:') ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  return url === '' ? undefined : { url, noProxy: variable('NO_PROXY').split(/[\s,]+/) };
}

function isDirect({ hostname, port, protocol }: URL, noProxy: string[]): boolean {
  const targetPort = port || (protocol === 'wss:' ? '443' : '80');
  return noProxy.some((entry) => {
    const [host = '', onlyPort] = entry.trim().toLowerCase().split(':');
    if (host === '*') return true;
    if (host === '' || (onlyPort !== undefined && onlyPort !== targetPort)) return false;
    const suffix = host.replace(/^\*?\.?/, '.');
    return hostname === host || `.${hostname}`.endsWith(suffix);
  });
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
