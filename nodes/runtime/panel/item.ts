import type { ItemName } from '../../../src/domain/observation';

/** What will happen to an item next, by itself or by a person. */
export type Next = 'offer' | 'node' | 'dead' | 'restart' | 'send' | 'outcome' | 'give-up' | 'fetch' | 'decide' | 'held';

export type Action = 'offer' | 'complete' | 'drop' | 'resend' | 'sent' | 'cancel';

/**
 * A row of a list: without content, and with the last four digits of numbers. Its texts are codes that the panel
 * words.
 */
export interface Item {
  id: string;
  type: ItemName['type'];
  kind: 'fax' | 'sms' | 'unknown';
  direction: 'in' | 'out';
  /** Only of an event that is not a received item: what it reports. */
  about?: string;
  state: string;
  at: string;
  from4?: string;
  to4?: string;
  reference?: string;
  pages?: number;
  /** In bytes. */
  size?: number;
  /** Number of offers or calls so far. */
  attempts?: number;
  reason?: string;
  /** The instance in whose flow it is, if the store is shared. */
  owner?: string;
  next?: { what: Next; at?: string };
  actions: Action[];
  hasDocument: boolean;
  /** The path of its details below `items/`. */
  path: string;
  /** How the log names it. */
  logId: string;
}

/** An item, and the data that a search may use. */
export interface Found {
  item: Item;
  /** Its phone numbers, as they are stored. */
  numbers: string[];
}

const MARK = '~';

/**
 * The path of an item below its connection's address. The id is encoded, because it may hold slashes, which many
 * proxies do not pass on, percent-encoded or not.
 */
export function itemPath({ type, id }: ItemName): string {
  return `${type}/${MARK}${Buffer.from(id).toString('base64url')}`;
}

/** The id in such a path; an id that is not encoded is accepted, too. */
export function idInPath(part: string): string {
  return part.startsWith(MARK) ? Buffer.from(part.slice(MARK.length), 'base64url').toString() : part;
}
