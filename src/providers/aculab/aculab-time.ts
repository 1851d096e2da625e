import { readTime } from '../../domain/provider-time';

/** `2017-04-25_17:37:03`, UTC, as ISO 8601 with Z; undefined = absent or unreadable. */
export function readAculabTime(value: unknown): string | undefined {
  return typeof value === 'string' ? readTime(value.replace('_', 'T')) : undefined;
}
