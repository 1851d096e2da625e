import { createHash } from 'node:crypto';
import type { KeyRange } from '../path';

/** An entry of a B-tree has at most 2,704 bytes, and no provider promises short ids. */
const LONGEST_PART = 600;
const KEPT_OF_PART = 500;

/**
 * A key or place as stored in the table: a part that is too long for
 * an index is replaced by its beginning and its SHA-256.
 */
export function storedPath(path: string): string {
  if (path.length <= LONGEST_PART) return path;
  return path.split('/').map(shortened).join('/');
}

/** The ends of a range are a path plus one character. */
export function storedRange({ gte, lt }: KeyRange): KeyRange {
  return { gte: storedEnd(gte), lt: storedEnd(lt) };
}

function storedEnd(end: string): string {
  // PostgreSQL's text cannot contain NUL; no path has a character below `!`.
  return storedPath(end.slice(0, -1)) + end.slice(-1).replace('\0', ' ');
}

function shortened(part: string): string {
  if (part.length <= LONGEST_PART) return part;
  return `${part.slice(0, KEPT_OF_PART)}~${createHash('sha256').update(part).digest('hex')}`;
}
