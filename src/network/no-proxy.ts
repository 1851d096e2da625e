import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { compact } from '../domain/compact';

/**
 * Does one of these `NO_PROXY` entries exempt `target` from the proxy? An entry is `*`, a host with its subdomains
 * (also written `.host` or `*.host`), a name with `*` in it, an IP address, or a network such as `10.0.0.0/8`. With
 * `:port` at its end it counts for that port only.
 */
export function isDirect(target: URL, entries: readonly string[]): boolean {
  const host = hostOf(target.hostname);
  const port = target.port || DEFAULT_PORTS[target.protocol];
  return entries.some((entry) => {
    const wanted = partsOf(entry.trim().toLowerCase());
    if (wanted.host === '' || (wanted.port !== undefined && wanted.port !== port)) return false;
    return wanted.host === '*' || isAt(host, wanted.host) || isNamed(host, wanted.host);
  });
}

const DEFAULT_PORTS: Partial<Record<string, string>> = { 'http:': '80', 'ws:': '80', 'https:': '443', 'wss:': '443' };

/** Without the brackets of an IPv6 address and without the dot that ends a fully qualified name. */
function hostOf(text: string): string {
  return text.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function partsOf(entry: string): { host: string; port?: string } {
  const [address = ''] = entry.split('/');
  // Without brackets, no colon of an IPv6 address begins a port.
  if (isIP(address) === 6) return { host: entry };
  const [, host = entry, port] = /^(.*):(\d+)$/.exec(entry) ?? [];
  return compact({ host: hostOf(host), port });
}

/** Is the host this address, or inside this network? False for a host name. */
function isAt(host: string, wanted: string): boolean {
  const [address = '', bits] = wanted.split('/');
  const family = familyOf(address);
  const hostFamily = familyOf(host);
  if (!family || !hostFamily || (bits !== undefined && family !== hostFamily)) return false;
  const list = new BlockList();
  const most = family === 'ipv6' ? 128 : 32;
  if (bits === undefined) list.addAddress(address, family);
  else if (/^\d+$/.test(bits) && Number(bits) <= most) list.addSubnet(address, Number(bits), family);
  return list.check(host, hostFamily);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 6 ? 'ipv6' : 'ipv4';
}

function isNamed(host: string, wanted: string): boolean {
  const bare = wanted.replace(/^\*?\./, '');
  if (bare === '') return false;
  if (bare.includes('*')) return isLike(host, wanted);
  const name = domainToASCII(bare) || bare;
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

/**
 * `*` stands for any number of characters, including none. Not a regular expression, which a pattern could make slow.
 */
function isLike(host: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  if (!host.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = host.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return host.length - last.length >= at && host.endsWith(last);
}
