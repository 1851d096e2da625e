import { isRecord } from '../domain/is-record';
import { parseJson } from '../domain/parse-json';

/** Called when the content of the store is not as it was written: `Rows`, or the `Hand` of a step. */
export interface Suspicious {
  /** Throws; the store is not used any more. */
  damaged(what: string): never;
}

type Kind<V> = [V] extends [string]
  ? 'string' | readonly V[]
  : [V] extends [number]
    ? 'number' | 'count'
    : [V] extends [boolean]
      ? 'boolean'
      : [V] extends [readonly unknown[]]
        ? 'list'
        : 'record';

type OptionalKind<V> = `${Extract<Kind<V>, 'string' | 'number' | 'boolean' | 'list' | 'record'>}?`;

/**
 * The required type of each field of T; with `?` it may be absent. `count`:
 * may be missing in rows of an earlier version, and is then 0.
 */
type Shape<T> = FieldsOf<Pick<T, keyof T>>;

type FieldsOf<T> = {
  [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? OptionalKind<NonNullable<T[K]>> : Kind<T[K]>;
};

export type RowReader<T> = (text: string, store: Suspicious) => T;

/**
 * Makes the reader of one kind of row. The version of the whole store was checked before (`level/folder/store-record`,
 * `postgres/migrate`); this finds a row that is different all the same, before any decision is based on a missing
 * field.
 */
export function rowReader<T extends object>(what: string, shape: Shape<T>): RowReader<T> {
  const fields = Object.entries<string | readonly string[]>(shape).map(fieldOf);
  const isWhole = (row: unknown): row is T => isRecord(row) && isSound(row, fields);
  return (text, store) => {
    const row = parseJson(text);
    return isWhole(row) ? row : store.damaged(`${what} is not as this version writes it`);
  };
}

interface Field {
  name: string;
  type: string;
  isOptional: boolean;
  isCount: boolean;
  oneOf: ReadonlySet<unknown> | undefined;
}

function fieldOf([name, kind]: [string, string | readonly string[]]): Field {
  if (typeof kind !== 'string') {
    return { name, type: 'string', isOptional: false, isCount: false, oneOf: new Set(kind) };
  }
  const isCount = kind === 'count';
  const type = isCount ? 'number' : kind.replace('?', '');
  return { name, type, isOptional: kind.endsWith('?'), isCount, oneOf: undefined };
}

/** A plain loop, because each event and job passes here more than once. */
function isSound(row: Record<string, unknown>, fields: readonly Field[]): boolean {
  for (const field of fields) {
    const value = row[field.name];
    if (value === undefined) {
      if (field.isCount) row[field.name] = 0;
      else if (!field.isOptional) return false;
    } else if (typeOf(value) !== field.type || field.oneOf?.has(value) === false) {
      return false;
    }
  }
  return true;
}

function typeOf(value: unknown): string {
  if (typeof value !== 'object') return typeof value;
  return isRecord(value) ? 'record' : Array.isArray(value) ? 'list' : 'null';
}
