import { inspect } from 'node:util';

/** A parsed value as JSON again, to be kept. Never throws. */
export function jsonBytes(value: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(value ?? null));
  } catch {
    // JSON.stringify recurses and overflows on nesting that JSON.parse has accepted.
    return Buffer.from(inspect(value, { depth: 100, maxArrayLength: null, maxStringLength: null }));
  }
}
