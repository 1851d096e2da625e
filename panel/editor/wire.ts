/**
 * What the runtime sends to the panel. It is read leniently, because another version of the runtime may leave fields
 * out or add some. All times are in ms.
 */

export const LISTS = ['open', 'waiting', 'dead', 'unknown', 'skipped', 'quarantined', 'sending'] as const;
export type ListName = (typeof LISTS)[number];

export interface Connection {
  id: string;
  name: string;
  provider: string;
  simulator: boolean;
  state: string;
  reason?: string;
  since?: number;
  retryAt?: number;
  lastContactAt?: number;
  oldestOpenAt?: number;
  /** This and the next two only if the store is shared: the holder is the instance that polls and sends. */
  isShared?: boolean;
  holder?: string;
  isHolder?: boolean;
  counts: Record<string, number>;
}

/** A Node-RED on a shared store. */
export interface Instance {
  name: string;
  isThis: boolean;
  state: string;
  version?: string;
  since?: number;
  heardAt?: number;
  /** Ids of the connections whose account it holds. */
  holds: string[];
}

export interface Entry {
  n: number;
  at: number;
  connection: string;
  kind: string;
  direction: string;
  what: string;
  reference?: string;
  pages?: number;
  from4?: string;
  to4?: string;
  reason?: string;
}

export interface Overview {
  at: number;
  mayWrite: boolean;
  /** Changes when the runtime is restarted, because the numbers of entries then begin again. */
  epoch: string;
  connections: Connection[];
  /** Empty if no store is shared. */
  instances: Instance[];
  timeline: Entry[];
}

export interface Series {
  stepMs: number;
  at: number[];
  received: number[];
  sent: number[];
  failed: number[];
  waiting: number[];
  acceptMs: (number | null)[];
}

export type ItemType = 'event' | 'job' | 'quarantined';

export interface Item {
  id: string;
  type: ItemType;
  kind: string;
  direction: string;
  about?: string;
  state: string;
  at: number;
  from4?: string;
  to4?: string;
  reference?: string;
  pages?: number;
  size?: number;
  attempts?: number;
  reason?: string;
  /** The instance in whose flow it is, if the store is shared. */
  owner?: string;
  next?: { what: string; at?: number };
  actions: string[];
  hasDocument: boolean;
  /** The path of its details, below the items of its connection. */
  path: string;
  logId: string;
}

export interface ItemPage {
  items: Item[];
  next?: string;
  /** Absent for a search, whose number of results is not known before all rows have been read. */
  total?: number;
}

export interface LiveNews {
  epoch: string;
  connection: string;
  /** The number of the connection's items that need a person. */
  attention: number;
  entries: Entry[];
}

type Fields = Record<string, unknown>;

export function readOverview(value: unknown): Overview {
  const from = fields(value);
  return {
    at: time(from.at) ?? 0,
    mayWrite: from.mayWrite === true,
    epoch: text(from.epoch) ?? '',
    connections: list(from.connections).map(readConnection),
    instances: list(from.instances).map(readInstance),
    timeline: list(from.timeline).map(readEntry),
  };
}

export function readSeries(value: unknown): Series {
  const from = fields(value);
  const counts = (name: string): number[] => list(from[name]).map((one) => number(one) ?? 0);
  return {
    stepMs: number(from.stepMs) ?? 0,
    at: list(from.at).map((one) => time(one) ?? 0),
    received: counts('received'),
    sent: counts('sent'),
    failed: counts('failed'),
    waiting: counts('waiting'),
    acceptMs: list(from.acceptMs).map((one) => number(one) ?? null),
  };
}

export function readItemPage(value: unknown): ItemPage {
  const from = fields(value);
  const next = cursor(from.next);
  const page: ItemPage = { items: list(from.items).map(readItem), ...counts(from, ['total']) };
  return next === undefined ? page : { ...page, next };
}

export function readNews(value: unknown): LiveNews {
  const from = fields(value);
  return {
    epoch: text(from.epoch) ?? '',
    connection: text(from.connection) ?? '',
    attention: number(from.attention) ?? 0,
    entries: list(from.entries).map(readEntry),
  };
}

function readConnection(value: unknown): Connection {
  const from = fields(value);
  return {
    id: text(from.id) ?? '',
    name: text(from.name) ?? '',
    provider: text(from.provider) ?? '',
    simulator: Boolean(from.simulator),
    state: text(from.state) ?? 'idle',
    ...texts(from, ['reason', 'holder']),
    ...times(from, ['since', 'retryAt', 'lastContactAt', 'oldestOpenAt']),
    ...flags(from, ['isShared', 'isHolder']),
    counts: numbers(from.counts),
  };
}

function readInstance(value: unknown): Instance {
  const from = fields(value);
  return {
    name: text(from.name) ?? '',
    isThis: from.isThis === true,
    state: text(from.state) ?? '',
    ...texts(from, ['version']),
    ...times(from, ['since', 'heardAt']),
    holds: list(from.holds).filter((one) => typeof one === 'string'),
  };
}

function readEntry(value: unknown): Entry {
  const from = fields(value);
  return {
    n: number(from.n) ?? 0,
    at: time(from.at) ?? 0,
    connection: text(from.connection) ?? '',
    kind: text(from.kind) ?? '',
    direction: text(from.direction) ?? 'none',
    what: text(from.what) ?? '',
    ...texts(from, ['reference', 'from4', 'to4', 'reason']),
    ...counts(from, ['pages']),
  };
}

function readItem(value: unknown): Item {
  const from = fields(value);
  const next = fields(from.next);
  const what = text(next.what);
  const [id, type] = [text(from.id) ?? '', itemType(from.type)];
  const item: Item = {
    id,
    type,
    path: text(from.path) ?? `${type}/${encodeURIComponent(id)}`,
    kind: text(from.kind) ?? 'unknown',
    direction: text(from.direction) ?? 'in',
    state: text(from.state) ?? '',
    at: time(from.at) ?? 0,
    ...texts(from, ['about', 'reference', 'from4', 'to4', 'reason', 'owner']),
    ...counts(from, ['pages', 'size', 'attempts']),
    actions: list(from.actions).filter((one) => typeof one === 'string'),
    hasDocument: from.hasDocument === true,
    logId: text(from.logId) ?? '',
  };
  return what === undefined ? item : { ...item, next: { what, ...times(next, ['at']) } };
}

function itemType(value: unknown): ItemType {
  return value === 'job' || value === 'quarantined' ? value : 'event';
}

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function time(value: unknown): number | undefined {
  return number(typeof value === 'string' ? Date.parse(value) : value);
}

function cursor(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : text(value);
}

function numbers(value: unknown): Record<string, number> {
  return Object.fromEntries(Object.entries(fields(value)).map(([name, one]) => [name, number(one) ?? 0]));
}

const texts = <Name extends string>(from: Fields, names: Name[]) => picked(from, names, text);
const times = <Name extends string>(from: Fields, names: Name[]) => picked(from, names, time);
const counts = <Name extends string>(from: Fields, names: Name[]) => picked(from, names, number);
const flags = <Name extends string>(from: Fields, names: Name[]) =>
  picked(from, names, (one) => one === true || undefined);

function picked<Name extends string, Value>(
  from: Fields,
  names: Name[],
  read: (value: unknown) => Value | undefined,
): Partial<Record<Name, Value>> {
  const found: Partial<Record<Name, Value>> = {};
  for (const name of names) {
    const value = read(from[name]);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
