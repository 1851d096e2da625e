import { compact } from '../domain/compact';
import { ConfigError } from '../domain/errors';
import { isLoopbackUrl } from '../domain/loopback';
import { isDirect } from './no-proxy';

export interface ProxyOptions {
  url: string;
  /** Hosts that are reached without the proxy: see `isDirect`. */
  noProxy?: string[];
  username?: string;
  password?: string;
}

/** `environment`: what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say at the time of the request. */
export type ProxySetting = ProxyOptions | 'environment';

export interface Proxy {
  /** Without a login. */
  url: string;
  /** The header `proxy-authorization`. */
  authorization?: string;
}

export type Environment = Record<string, string | undefined>;

/**
 * The proxy through which `target` is reached; undefined: directly. A proxy from the environment is never used for
 * loopback addresses; one that was set for a connection is used for everything except its own `noProxy`. Throws
 * `ConfigError` that names the variable or setting if the proxy's address is wrong.
 */
export function proxyFor(
  target: URL,
  setting: ProxySetting,
  environment: Environment = process.env,
): Proxy | undefined {
  const named = setting === 'environment' ? environmentProxy(target, environment) : { ...setting, name: 'proxy' };
  if (named === undefined || isDirect(target, named.noProxy ?? [])) return undefined;
  const url = proxyUrl(named.url, named.name);
  const authorization = basic(named.username || plain(url.username), named.password || plain(url.password));
  url.username = '';
  url.password = '';
  return compact({ url: url.href, authorization });
}

type Named = ProxyOptions & { name: string };

function environmentProxy(target: URL, environment: Environment): Named | undefined {
  if (isLoopbackUrl(target.href)) return undefined;
  const value = (name: string): string => (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
  const isSecure = target.protocol === 'https:' || target.protocol === 'wss:';
  const names = isSecure ? ['HTTPS_PROXY', 'HTTP_PROXY'] : ['HTTP_PROXY'];
  const name = names.find((candidate) => value(candidate) !== '');
  if (name === undefined) return undefined;
  return { name: `environment variable ${name}`, url: value(name), noProxy: value('NO_PROXY').split(/[\s,;]+/) };
}

/** Without a scheme it is http, as in other programs that read these variables. */
function proxyUrl(text: string, name: string): URL {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text.trim()) ? text.trim() : `http://${text.trim()}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new ConfigError(`${name}: must be the address of an http or https proxy, such as http://proxy.example:3128`);
}

function basic(username: string, password: string): string | undefined {
  return username === '' ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Percent-decoded; a login that is not validly encoded is taken literally. */
function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
