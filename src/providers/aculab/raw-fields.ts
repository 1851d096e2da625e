import { isRecord } from '../../domain/is-record';

/** Deeper nesting is an attack, not a page: storing or cloning it would overflow the stack. */
const MAX_DEPTH = 32;

/**
 * `event.raw`: the provider's fields as they came. undefined = nested too deep to be kept. `__proto__` is left out at
 * every level, so that no later copy of the message can pollute a prototype; ciphers are credentials.
 */
export function rawFields(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  return isDeeperThan(MAX_DEPTH, fields) ? undefined : copyRecord(fields);
}

function copyRecord(record: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(record).filter(([name]) => name !== '__proto__' && !/_cipher$/i.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, copy(value)]));
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  return isRecord(value) ? copyRecord(value) : value;
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}
