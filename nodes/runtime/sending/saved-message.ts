import { isUint8Array } from 'node:util/types';
import type { Message } from '../node-red';

export const MAX_BYTES = 64 * 1024;
/** The payload is replaced by the status; a request does not outlive its connection; a key is meant for one message. */
const LEFT_OUT = ['payload', 'req', 'res', 'idempotencyKey'];
/** What is kept of a message that is too large. Without its `parts` a `join` node would wait for it for ever. */
const NAMING = ['_msgid', 'topic', 'event', 'parts'];

export interface SavedMessage {
  message: Record<string, unknown>;
  /** True: the message was too large, and only the properties in `NAMING` are kept. */
  isCut: boolean;
}

/** What output 2 sends with the final status, perhaps days and a restart later: docs/contract.md#sending. */
export function savedMessage(message: Message, maxBytes = MAX_BYTES): SavedMessage {
  const kept = jsonOf(Object.entries(message).filter(([name]) => !LEFT_OUT.includes(name)));
  const fits = (kept: object): boolean => Buffer.byteLength(JSON.stringify(kept)) <= maxBytes;
  if (fits(kept)) return { message: kept, isCut: false };
  const named = Object.fromEntries(Object.entries(kept).filter(([name]) => NAMING.includes(name)));
  return { message: fits(named) ? named : {}, isCut: true };
}

/** Copies each property by itself, so that one that cannot be JSON does not cost the others. */
function jsonOf(entries: [string, unknown][]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    if (name === '__proto__') continue;
    const copy = copyOf(value);
    if (copy !== undefined) kept[name] = copy;
  }
  return kept;
}

function copyOf(value: unknown): unknown {
  try {
    const text = JSON.stringify(value, (_name, inner: unknown) => (isBytes(inner) ? undefined : inner)) as
      string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** True also for the object that a Buffer's `toJSON` has made by the time JSON.stringify calls the replacer. */
function isBytes(value: unknown): boolean {
  if (isUint8Array(value)) return true;
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value;
}
