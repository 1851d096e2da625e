import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { PostgresConnection } from '../../../src/store/postgres/postgres-connection';

/** Where a store is: in the folder of this Node-RED, or in a database that several share. */
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
  /** Who may share it; empty: whoever names none. */
  group: string;
  /** This Node-RED among those that share it. */
  instance: string;
  /** Where documents are, for all that share it; undefined: in the database. */
  sharedFolder: string | undefined;
  /** Of this Node-RED alone: for what flows are given of documents. */
  folder: string;
}

/** Two places of the same key are one, whichever nodes name them. */
export function keyOf(place: StorePlace): string {
  return place.kind === 'folder' ? resolve(place.folder) : JSON.stringify(place);
}

/** The store itself, whoever is let in there, and by which name. */
export function storeKeyOf(place: StorePlace): string {
  if (place.kind === 'folder') return keyOf(place);
  const { host = '', port, database } = place.connection;
  return JSON.stringify([host.toLowerCase(), port, database, place.schema]);
}

/** One Node-RED in a store: only one process may be that at a time. */
export function seatOf(place: StorePlace): string {
  return place.kind === 'folder' ? keyOf(place) : JSON.stringify([storeKeyOf(place), place.instance]);
}

export const FLOW_FOLDERS = 'stores';

/** Each store's own, because each removes what it does not know. */
export function ownFolder(folder: string, place: Omit<DatabasePlace, 'folder'>): string {
  const name = createHash('sha256')
    .update(storeKeyOf({ ...place, folder }))
    .digest('hex')
    .slice(0, 16);
  return join(folder, FLOW_FOLDERS, name);
}
