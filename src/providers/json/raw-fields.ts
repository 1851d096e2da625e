import { isRecord } from '../../domain/is-record';

/** Deeper nesting is an attack, not an event: storing or cloning it would overflow the stack. */
const MAX_DEPTH = 64;

/** A fax's bytes, a fax's keys, and what would let a later copy of the message pollute a prototype. */
const LEFT_OUT = /^(?:__proto__|FaxImage|.*_cipher)$/i;

/** `event.raw`: a provider's fields as they came, without document bytes and credentials. undefined = nested too deep. */
export function rawFields(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  return isDeeperThan(MAX_DEPTH, fields) ? undefined : copyRecord(fields);
}

function copyRecord(record: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(record).filter(([name]) => !LEFT_OUT.test(name));
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
