import { isRecord } from '../../domain/is-record';

/** Deeper nesting is an attack, not a fax: storing or cloning it would overflow the stack. */
const MAX_DEPTH = 64;

/**
 * `event.raw`: the provider's fields as they came, without the document. undefined = nested too deep to be kept.
 * A key `__proto__` is left out at every level, so that no later copy of the message can pollute a prototype.
 */
export function rawFields(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  if (isDeeperThan(MAX_DEPTH, fields)) return undefined;
  return copyRecord(fields, ['__proto__', 'FaxImage']);
}

function copyRecord(record: Record<string, unknown>, without: string[]): Record<string, unknown> {
  const kept = Object.entries(record).filter(([name]) => !without.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, copy(value)]));
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  return isRecord(value) ? copyRecord(value, ['__proto__']) : value;
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}
