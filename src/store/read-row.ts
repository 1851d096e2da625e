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
  const fields = Object.entries<string | readonly string[]>(shape);
  const isWhole = (row: unknown): row is T => isRecord(row) && fields.every(([name, kind]) => isSound(row, name, kind));
  return (text, store) => {
    const row = parseJson(text);
    return isWhole(row) ? row : store.damaged(`${what} is not as this version writes it`);
  };
}

function isSound(row: Record<string, unknown>, name: string, kind: string | readonly string[]): boolean {
  const value = row[name];
  if (typeof kind !== 'string') return typeof value === 'string' && kind.includes(value);
  if (value === undefined) {
    if (kind === 'count') row[name] = 0;
    return kind === 'count' || kind.endsWith('?');
  }
  switch (kind) {
    case 'count':
    case 'number?':
      return typeof value === 'number';
    case 'record':
    case 'record?':
      return isRecord(value);
    case 'list':
    case 'list?':
      return Array.isArray(value);
    default:
      return kind.startsWith(typeof value);
  }
}
