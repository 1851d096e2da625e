import { isUint8Array } from 'node:util/types';
import { isRecord } from '../../../src/domain/is-record';
import type { Message } from '../node-red';

/** Properties that are never sent. */
const NOT_OURS = new Set(['req', 'res']);

/**
 * The message with its own copy of all bytes. Node-RED's clones share a Buffer's memory, so another branch of the flow
 * could change the bytes of this message by writing into its own.
 */
export function withOwnBytes(message: Message): Message {
  const seen = new Map<object, unknown>();
  const own = Object.entries(message).map(([name, value]) => [
    name,
    NOT_OURS.has(name) ? value : readable(value, seen),
  ]);
  return { ...message, ...(Object.fromEntries(own) as object) };
}

/** A property that cannot be copied, nested too deeply or with a getter that throws, stays as it is. */
function readable(value: unknown, seen: Map<object, unknown>): unknown {
  try {
    return owned(value, seen);
  } catch {
    return value;
  }
}

/** A value without bytes stays the same object, and so does one that is not a plain object. */
function owned(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  // A value that contains itself stays as it is.
  seen.set(value, value);
  const own = copied(value, seen);
  seen.set(value, own);
  return own;
}

function copied(value: object, seen: Map<object, unknown>): unknown {
  if (isUint8Array(value)) return Buffer.from(value);
  if (Array.isArray(value)) {
    const items = value as unknown[];
    const own = items.map((item) => owned(item, seen));
    return own.some((item, index) => item !== items[index]) ? own : items;
  }
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, owned(inner, seen)] as const);
  return entries.some(([name, inner]) => inner !== value[name]) ? { ...value, ...Object.fromEntries(entries) } : value;
}

/** True also for objects made in a function node, whose sandbox has an `Object` of its own. */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return isRecord(value) && (prototype === null || Object.getPrototypeOf(prototype) === null);
}
