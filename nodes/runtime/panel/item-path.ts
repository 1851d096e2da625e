import type { ItemName } from '../../../src/domain/observation';

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
