import { createHash } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import type { Listed, Page } from '../rows';
import { storedPath, storedRange } from './paths';
import { quoteText } from './quoting';
import { fromText, toText } from './text';
import { numberArray, textArray } from './arrays';

/** A connection, or a pool of them. */
export interface Sql {
  /** For statements that only read: repeated if a connection broke. */
  read<T extends QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** Runs a statement once: if the connection breaks, it is unknown whether it took effect. */
  run<T extends QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** The same; the server parses the text once for each connection, and then knows it by its name. */
  runPrepared<T extends QueryResultRow>(statement: Prepared, values: unknown[]): Promise<T[]>;
}

export interface Prepared {
  /** Unique for the text, because behind a pooler others use the same connections. */
  name: string;
  text: string;
}

/** A key's value. Version 0: the key is missing. */
export interface Versioned {
  value: string | undefined;
  version: number;
}

export interface Batch {
  number: number;
  /** The number of the batch before it, which must have been written. */
  before: number;
  seen: ReadonlyMap<string, number>;
  changes: ReadonlyMap<string, string | undefined>;
  tally: ReadonlyMap<string, number>;
  /** To send with it, if any. */
  notification: Notification | undefined;
}

export interface Notification {
  channel: string;
  /** Of the sender. */
  name: string;
}

const ABSENT: Versioned = { value: undefined, version: 0 };

/** The statements on the tables of one schema, one round trip each. */
export class Queries {
  readonly #sql: Sql;
  /** Quoted. */
  readonly #schema: string;
  readonly #writing: Prepared;

  constructor(sql: Sql, schema: string) {
    this.#sql = sql;
    this.#schema = schema;
    const text = `SELECT ${schema}.write_batch($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14) AS first`;
    this.#writing = { name: `write_batch_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`, text };
  }

  async read(keys: readonly string[]): Promise<Versioned[]> {
    if (keys.length === 0) return [];
    const text = `SELECT path, value, version FROM ${this.#schema}.entries WHERE path = ANY ($1)`;
    const paths = keys.map(storedPath);
    const found = await this.#sql.read<{ path: string; value: string; version: string }>(text, [paths]);
    const byPath = new Map(found.map(({ path, value, version }) => [path, { value, version }]));
    return paths.map((path) => {
      const entry = byPath.get(path);
      return entry ? { value: fromText(entry.value), version: Number(entry.version) } : ABSENT;
    });
  }

  async list(pages: readonly Page[]): Promise<Listed[][]> {
    const listed: Listed[][] = pages.map(() => []);
    if (pages.length === 0) return listed;
    const values: unknown[] = [];
    const parts = pages.map((page, index) => this.#part(page, index, values));
    const found = await this.#sql.read<{ page: number; path: string; value: string }>(
      parts.join(' UNION ALL '),
      values,
    );
    for (const { page, path, value } of found) listed[page]?.push([path, fromText(value)]);
    for (const [index, page] of pages.entries()) listed[index]?.sort(page.reverse === true ? descending : ascending);
    return listed;
  }

  async counts(from: string, to: string): Promise<Map<string, number>> {
    const text = `SELECT path, sum(n) AS n FROM ${this.#schema}.counts WHERE path >= $1 AND path < $2 GROUP BY path`;
    const found = await this.#sql.read<{ path: string; n: string }>(text, [from, to]);
    return new Map(found.map(({ path, n }) => [path, Number(n)]));
  }

  /** Resolves with the first of a block of places in order of arrival. */
  async nextOrders(): Promise<number> {
    const text = `SELECT nextval(${quoteText(`${this.#schema}.orders`)}) AS first`;
    const [row] = await this.#sql.read<{ first: string }>(text);
    return Number(row?.first);
  }

  /**
   * Resolves with the first of the next block of places. `isPrepared`:
   * connections are our own, so they keep prepared statements.
   */
  async write(writer: number, batch: Batch, isPrepared: boolean): Promise<number> {
    const { channel = null, name = null } = batch.notification ?? {};
    const values = [writer, batch.before, batch.number, ...arraysOf(batch), channel, name];
    const [row] = await (isPrepared
      ? this.#sql.runPrepared<{ first: string }>(this.#writing, values)
      : this.#sql.run<{ first: string }>(this.#writing.text, values));
    return Number(row?.first);
  }

  #part({ limit, reverse = false, ...range }: Page, index: number, values: unknown[]): string {
    const { gte, lt } = storedRange(range);
    values.push(gte, lt);
    const where = `path >= $${values.length - 1} AND path < $${values.length}`;
    const first = `ORDER BY path${reverse ? ' DESC' : ''}${Number.isFinite(limit) ? ` LIMIT ${limit}` : ''}`;
    return `(SELECT ${index} AS page, path, value FROM ${this.#schema}.entries WHERE ${where} ${first})`;
  }
}

/** The arguments of `write_batch` after the first three. In one pass, because every event waits for it. */
function arraysOf({ seen, changes, tally }: Batch): unknown[] {
  const there: [string, number][] = [];
  const missing: string[] = [];
  for (const [key, version] of seen) {
    if (version > 0) there.push([storedPath(key), version]);
    else if (changes.get(key) === undefined) missing.push(storedPath(key));
  }
  const gone: string[] = [];
  const added: string[] = [];
  const written: [string, string][] = [];
  for (const [key, value] of changes) {
    const path = storedPath(key);
    const isMissing = seen.get(key) === 0;
    if (value !== undefined) written.push([path, toText(value)]);
    if (value !== undefined && isMissing) added.push(path);
    if (value === undefined && !isMissing) gone.push(path);
  }
  const counted = [...tally].filter(([, difference]) => difference !== 0);
  there.sort(ascending);
  written.sort(ascending);
  return [
    textArray(there.map(first)),
    numberArray(there.map(second)),
    textArray(missing),
    textArray(gone),
    textArray(added),
    textArray(written.map(first)),
    textArray(written.map(second)),
    textArray(counted.map(first)),
    numberArray(counted.map(second)),
  ];
}

function first<T>([value]: readonly [T, unknown]): T {
  return value;
}

function second<T>([, value]: readonly [unknown, T]): T {
  return value;
}

function ascending([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

function descending(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return ascending(right, left);
}
