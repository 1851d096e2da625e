import { isRecord } from '../domain/is-record';
import { parseJson } from '../domain/parse-json';

/** Who is told that what lies in the store is not what was written there: `Rows`, or the `Hand` of a step. */
export interface Suspicious {
  /** Throws, and the store is not used any more. */
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

/** What each field of T has to be; with `?` it may be absent. `count`: rows of an earlier version may lack it, and it is 0. */
type Shape<T> = FieldsOf<Pick<T, keyof T>>;

type FieldsOf<T> = {
  [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? OptionalKind<NonNullable<T[K]>> : Kind<T[K]>;
};

export type RowReader<T> = (text: string, store: Suspicious) => T;

/**
 * Reads what the store keeps of one thing, as it was written. Which version the whole store has is known before
 * (`level/folder/store-record`, `postgres/migrate`); this finds the row that all the same is another's, before anybody
 * decides by a field that is not there.
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

/** By hand: each event and each job comes by here more than once. */
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
