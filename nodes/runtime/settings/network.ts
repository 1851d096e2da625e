import { compact } from '../../../src/domain/compact';
import { ConfigError } from '../../../src/domain/errors';
import { isRecord } from '../../../src/domain/is-record';
import type { ProxyOptions, ProxySetting } from '../../../src/network/proxy';
import type { TlsOptions } from '../../../src/network/tls';
import type { NodeRed, NodeConfig } from '../node-red';
import type { StoreSettings } from './store-settings';

export interface NetworkSettings {
  tls?: TlsOptions;
  /** `environment` if no proxy config node is chosen: then HTTPS_PROXY, HTTP_PROXY and NO_PROXY apply. */
  proxy: ProxySetting;
}

/** Reads Node-RED's `tls-config` and `http proxy` nodes that a connection refers to. */
export function networkSettings(RED: NodeRed, config: NodeConfig): NetworkSettings {
  const tls = tlsSettings(RED, config.tls);
  return compact({ tls, proxy: proxySettings(RED, config.proxy) ?? 'environment' });
}

/**
 * Certificate authority, client certificate and server name. The setting not to verify the server is ignored: it
 * always is.
 */
function tlsSettings(RED: NodeRed, id: unknown): TlsOptions | undefined {
  const node = referred(RED, id, 'TLS');
  if (!node) return undefined;
  if (!('addTLSOptions' in node) || typeof node.addTLSOptions !== 'function') {
    throw new ConfigError('TLS: the chosen node is not a TLS configuration: choose another');
  }
  const options: Record<string, unknown> = {};
  (node.addTLSOptions as (options: object) => void)(options);
  const settings: TlsOptions = {};
  for (const name of ['ca', 'cert', 'key'] as const) {
    const value = options[name];
    if (typeof value === 'string' || Buffer.isBuffer(value)) settings[name] = value;
  }
  for (const name of ['passphrase', 'servername'] as const) {
    const value = options[name];
    if (typeof value === 'string' && value !== '') settings[name] = value;
  }
  return settings;
}

/** The TLS options of a store; its TLS node applies only if the store is set to use one. */
export function storeTls(RED: NodeRed, { secure }: StoreSettings, id: unknown): TlsOptions | undefined {
  if (secure !== 'node') return undefined;
  const tls = tlsSettings(RED, id);
  if (tls) return tls;
  throw new ConfigError('TLS settings: needed, because TLS is set to use them: choose a node, or change TLS');
}

function proxySettings(RED: NodeRed, id: unknown): ProxyOptions | undefined {
  const node = referred(RED, id, 'Proxy');
  if (!node) return undefined;
  if (!('url' in node) || typeof node.url !== 'string')
    throw new ConfigError('Proxy: the chosen node is not a proxy configuration: choose another');
  const credentials = 'credentials' in node && isRecord(node.credentials) ? node.credentials : {};
  const { username, password } = credentials;
  return compact({
    url: node.url,
    noProxy: 'noproxy' in node && Array.isArray(node.noproxy) ? node.noproxy.map(String) : [],
    username: typeof username === 'string' ? username : undefined,
    password: typeof password === 'string' ? password : undefined,
  });
}

function referred(RED: NodeRed, id: unknown, field: string): object | undefined {
  if (typeof id !== 'string' || id === '') return undefined;
  const node = RED.nodes.getNode(id);
  if (!node) throw new ConfigError(`${field}: the chosen node is missing or disabled: choose another, or enable it`);
  return node;
}
