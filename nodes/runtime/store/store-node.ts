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
  /** Throws `ConfigError` where its settings cannot work. */
  place(): DatabasePlace;
}

/** A connection must not fall back on another store than the chosen one. */
export class StoreChoiceError extends ConfigError {
  constructor(
    readonly reason: 'no-store' | 'store-config',
    message: string,
  ) {
    super(message);
  }
}

/** The store that a connection names; empty: that of this Node-RED. Throws `StoreChoiceError`. */
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

/** As it is deployed now. */
export function storeNodeOf(RED: NodeRed, id: unknown): StoreNode | undefined {
  const node = typeof id === 'string' && id !== '' ? RED.nodes.getNode(id) : undefined;
  return isStoreNode(node) ? node : undefined;
}

const nodes = new Set<StoreNode>();

/** For as long as it is deployed. Returns what ends it. */
export function addStoreNode(node: StoreNode): () => void {
  nodes.add(node);
  return () => nodes.delete(node);
}

/** Where the deployed nodes lead; undefined for one whose settings cannot work. */
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
  /** There are more, and where they are cannot be told: their node is missing, disabled or wrong. */
  isPartial: boolean;
}

/** All that events of these flows can be in; that of this Node-RED is not made only to look for one. */
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
  // A variable stands for one of them.
  return connections.some(({ store }) => store && !saved.has(store) && !textOf(store).startsWith('${'));
}

function isStoreNode(node: RuntimeNode | null | undefined): node is StoreNode {
  return !!node && 'place' in node && typeof node.place === 'function';
}

/** Where these settings lead. `tls`: an authority of its own, or a client certificate. */
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

/** The name that is asked for is always the host's, so that another one to be found in the certificate is compared here. */
function tlsOf(tls: TlsOptions | undefined): ConnectionOptions {
  const { servername, ...options } = checkedTls(tls);
  if (servername === undefined) return options;
  return { ...options, checkServerIdentity: (_host, certificate) => checkServerIdentity(servername, certificate) };
}
