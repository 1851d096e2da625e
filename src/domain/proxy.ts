import { ConfigError } from './errors';

export interface ProxyOptions {
  url: string;
  /** Hosts reached directly: names, `.suffix`, `host:port`, or `*`. */
  noProxy?: string[];
  username?: string;
  password?: string;
}

export type Environment = Record<string, string | undefined>;

/**
 * The proxy on the way to `target`, its address checked; undefined: there is none. Without settings of its own
 * (`environment`) HTTPS_PROXY, HTTP_PROXY and NO_PROXY hold. Throws `ConfigError`, which names the variable or setting.
 */
export function proxyFor(
  target: URL,
  proxy: ProxyOptions | 'environment',
  environment: Environment = process.env,
): ProxyOptions | undefined {
  const named = proxy === 'environment' ? environmentProxy(target, environment) : { ...proxy, name: 'proxy' };
  if (named === undefined || isDirect(target, named.noProxy ?? [])) return undefined;
  const { name, ...options } = named;
  return { ...options, url: proxyUrl(options.url, name) };
}

type Named = ProxyOptions & { name: string };

function environmentProxy(target: URL, environment: Environment): Named | undefined {
  const value = (name: string): string => (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
  const names = isSecure(target) ? ['HTTPS_PROXY', 'HTTP_PROXY'] : ['HTTP_PROXY'];
  const name = names.find((candidate) => value(candidate) !== '');
  if (name === undefined) return undefined;
  return { name: `environment variable ${name}`, url: value(name), noProxy: value('NO_PROXY').split(/[\s,]+/) };
}

/** As other programs take it, too: without a scheme it is http. */
function proxyUrl(text: string, name: string): string {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text.trim()) ? text.trim() : `http://${text.trim()}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new ConfigError(`${name}: must be the address of an http or https proxy, such as http://proxy.example:3128`);
  }
  return url.href;
}

function isDirect(target: URL, noProxy: string[]): boolean {
  const { hostname, port } = target;
  const targetPort = port || (isSecure(target) ? '443' : '80');
  return noProxy.some((entry) => {
    const [, host = '', onlyPort] = /^(.+?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
    if (host === '*') return true;
    if (host === '' || (onlyPort !== undefined && onlyPort !== targetPort)) return false;
    const suffix = host.replace(/^\*?\.?/, '.');
    return hostname === host || `.${hostname}`.endsWith(suffix);
  });
}

function isSecure({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'wss:';
}
