import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { ConfigError, toError } from '../../../src/domain/errors';
import { textOf } from '../../../src/domain/text-of';
import { checkedTls, type TlsOptions } from '../../../src/network/tls';
import { configsIn, idsOf } from '../ids-in-flows';
import type { NodeConfig, NodeRed, RuntimeNode } from '../node-red';
import { storeFolder } from '../settings/settings-file';
import { ownInstance, type StoreSettings } from '../settings/store-settings';
import { ownFolder, type DatabasePlace, type StorePlace } from './store-place';

/** A deployed `pushline-store`. */
export interface StoreNode extends RuntimeNode {
  /** Throws `ConfigError` if its settings cannot work. */
  place(): DatabasePlace;
}

/** The store that a connection has chosen cannot be used. The connection must not fall back on another one. */
export class StoreChoiceError extends ConfigError {
  constructor(
    readonly reason: 'no-store' | 'store-config',
    message: string,
  ) {
    super(message);
  }
}

/** The place of the store with this node id; empty: the embedded store of this Node-RED. Throws `StoreChoiceError`. */
export function placeOf(RED: NodeRed, id: unknown): StorePlace {
  if (id === undefined || id === '') return { kind: 'folder', folder: storeFolder(RED) };
  const node = storeNodeOf(RED, id);
  if (!node) {
    throw new StoreChoiceError(
      'no-store',
      'Store: the chosen node is missing or disabled: choose another, or enable it',
    );
  }
  try {
    return node.place();
  } catch (error) {
    throw new StoreChoiceError('store-config', `Store: ${toError(error).message}`);
  }
}

/** The deployed store node with this id. */
export function storeNodeOf(RED: NodeRed, id: unknown): StoreNode | undefined {
  const node = typeof id === 'string' && id !== '' ? RED.nodes.getNode(id) : undefined;
  return isStoreNode(node) ? node : undefined;
}

const nodes = new Set<StoreNode>();

/** Registers a deployed store node. Returns the function that removes it. */
export function addStoreNode(node: StoreNode): () => void {
  nodes.add(node);
  return () => nodes.delete(node);
}

/** The places of all deployed store nodes; undefined for a node whose settings cannot work. */
export function databasePlaces(): (DatabasePlace | undefined)[] {
  return [...nodes].map((node) => {
    try {
      return node.place();
    } catch {
      return undefined;
    }
  });
}

export interface PlacesInUse {
  places: StorePlace[];
  /** True: there are more stores, whose places are unknown because their node is missing, disabled or wrong. */
  isPartial: boolean;
}

/** All stores that may hold events of these flows. The embedded one is left out if no connection uses it. */
export function placesInUse(RED: NodeRed): PlacesInUse {
  const configs = configsIn(RED);
  const connections = configs.filter(({ type }) => type === 'fax-sms-connection');
  const deployed = databasePlaces();
  const shared = deployed.filter((place) => place !== undefined);
  const isPartial = shared.length < deployed.length || isStoreMissing(configs, connections);
  const isOwnUsed = connections.some(({ store }) => !store) || (shared.length === 0 && !isPartial);
  return { places: isOwnUsed ? [placeOf(RED, ''), ...shared] : shared, isPartial };
}

function isStoreMissing(configs: readonly NodeConfig[], connections: readonly NodeConfig[]): boolean {
  const stores = configs.filter(({ type }) => type === 'pushline-store');
  const deployed = new Set([...nodes].map(({ id }) => id));
  if (stores.some((config) => idsOf(config, configs).some((id) => !deployed.has(id)))) return true;
  const saved = new Set<unknown>(stores.map(({ id }) => id));
  // A variable may stand for any of them.
  return connections.some(({ store }) => store && !saved.has(store) && !textOf(store).startsWith('${'));
}

function isStoreNode(node: RuntimeNode | null | undefined): node is StoreNode {
  return !!node && 'place' in node && typeof node.place === 'function';
}

/** The place that these settings describe. `tls`: the user's certificate authority and client certificate. */
export function databasePlace(RED: NodeRed, settings: StoreSettings, tls: TlsOptions | undefined): DatabasePlace {
  const { host, port, database, user, password, secure, schema, group, folder: sharedFolder } = settings;
  const own = storeFolder(RED);
  const place = {
    kind: 'database' as const,
    connection: { host, port, database, user, password, tls: secure !== 'off' && tlsOf(tls) },
    schema,
    group,
    instance: settings.instance || ownInstance(own),
    sharedFolder,
  };
  return { ...place, folder: ownFolder(own, place) };
}

/**
 * The database library always asks for the host's name, so another name expected in the certificate is checked here.
 */
function tlsOf(tls: TlsOptions | undefined): ConnectionOptions {
  const { servername, ...options } = checkedTls(tls);
  if (servername === undefined) return options;
  return { ...options, checkServerIdentity: (_host, certificate) => checkServerIdentity(servername, certificate) };
}
