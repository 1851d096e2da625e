import type { ItemName } from '../../../src/domain/observation';

/** What becomes of an item by itself, or who has to do something. */
export type Next = 'offer' | 'node' | 'dead' | 'restart' | 'send' | 'outcome' | 'give-up' | 'fetch' | 'decide' | 'held';

export type Action = 'offer' | 'complete' | 'drop' | 'resend' | 'sent' | 'cancel';

/** A row of a list: no content, and of numbers the last four digits. Its texts are codes, which the panel has words for. */
export interface Item {
  id: string;
  type: ItemName['type'];
  kind: 'fax' | 'sms' | 'unknown';
  direction: 'in' | 'out';
  /** Of an event: what it tells of, where that is no received item. */
  about?: string;
  state: string;
  at: string;
  from4?: string;
  to4?: string;
  reference?: string;
  pages?: number;
  /** Bytes. */
  size?: number;
  /** Offers or calls so far. */
  attempts?: number;
  reason?: string;
  /** The instance in whose flow it is, where there are others. */
  owner?: string;
  next?: { what: Next; at?: string };
  actions: Action[];
  hasDocument: boolean;
  /** Where its details are, below `items/`. */
  path: string;
  /** What the log calls it. */
  logId: string;
}

/** An item with what a search may look at. */
export interface Found {
  item: Item;
  /** As they are stored. */
  numbers: string[];
}

const MARK = '~';

/**
 * Where an item is found below its connection's address. An id may hold slashes, which many a proxy will not pass on,
 * whether they are encoded or not.
 */
export function itemPath({ type, id }: ItemName): string {
  return `${type}/${MARK}${Buffer.from(id).toString('base64url')}`;
}

/** The id in such a path; one that is written out is taken as well. */
export function idInPath(part: string): string {
  return part.startsWith(MARK) ? Buffer.from(part.slice(MARK.length), 'base64url').toString() : part;
}
