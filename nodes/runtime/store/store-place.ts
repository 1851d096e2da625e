import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { PostgresConnection } from '../../../src/store/postgres/postgres-connection';

/** Where a store is: in the folder of this Node-RED, or in a database that several Node-REDs may share. */
export type StorePlace = FolderPlace | DatabasePlace;

export interface FolderPlace {
  kind: 'folder';
  /** `<userDir>/pushline`. */
  folder: string;
}

export interface DatabasePlace {
  kind: 'database';
  connection: PostgresConnection;
  schema: string;
  /** Only Node-REDs with the same group may share the store; empty is a group, too. */
  group: string;
  /** The name of this Node-RED among those that share the store. */
  instance: string;
  /** The folder in which all instances keep documents; undefined: they are in the database. */
  sharedFolder: string | undefined;
  /** This Node-RED's own folder for documents that are handed over to flows. */
  folder: string;
}

/** Places with the same key are the same, whichever nodes describe them. */
export function keyOf(place: StorePlace): string {
  return place.kind === 'folder' ? resolve(place.folder) : JSON.stringify(place);
}

/** The key of the store itself, without login, group and instance. */
export function storeKeyOf(place: StorePlace): string {
  if (place.kind === 'folder') return keyOf(place);
  const { host = '', port, database } = place.connection;
  return JSON.stringify([host.toLowerCase(), port, database, place.schema]);
}

/** The key of one instance in a store: only one process may use it at a time. */
export function seatOf(place: StorePlace): string {
  return place.kind === 'folder' ? keyOf(place) : JSON.stringify([storeKeyOf(place), place.instance]);
}

export const FLOW_FOLDERS = 'stores';

/** A folder for each store, because each store deletes the files that it does not know. */
export function ownFolder(folder: string, place: Omit<DatabasePlace, 'folder'>): string {
  const name = createHash('sha256')
    .update(storeKeyOf({ ...place, folder }))
    .digest('hex')
    .slice(0, 16);
  return join(folder, FLOW_FOLDERS, name);
}
