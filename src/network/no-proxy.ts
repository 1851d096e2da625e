import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { compact } from '../domain/compact';

/**
 * Is the way to `target` direct by one of these entries? Each is `*`, a host with all below it (also written `.host` or
 * `*.host`), a name with `*` in it, an address, or a network such as `10.0.0.0/8`; a port after it narrows it to that.
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

/** Without the brackets of an IPv6 address, or the dot that ends a whole name. */
function hostOf(text: string): string {
  return text.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function partsOf(entry: string): { host: string; port?: string } {
  const [address = ''] = entry.split('/');
  // The colons of an IPv6 address without brackets are its own.
  if (isIP(address) === 6) return { host: entry };
  const [, host = entry, port] = /^(.*):(\d+)$/.exec(entry) ?? [];
  return compact({ host: hostOf(host), port });
}

/** Is the host, written as an address, this one, or in this network? */
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

/** `*` stands for any characters, also none. */
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
