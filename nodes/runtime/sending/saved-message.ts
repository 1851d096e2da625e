import { isUint8Array } from 'node:util/types';
import type { Message } from '../node-red';

export const MAX_BYTES = 64 * 1024;
/** The status takes the payload's place; a request lives as long as its connection; a key is for one message. */
const LEFT_OUT = ['payload', 'req', 'res', 'idempotencyKey'];
/** What is left of one that is too large: without its `parts` a `join` would wait for it for ever. */
const NAMING = ['_msgid', 'topic', 'event', 'parts'];

export interface SavedMessage {
  message: Record<string, unknown>;
  /** It was too large: only what names it is kept. */
  isCut: boolean;
}

/** What output 2 carries beside the final status, perhaps days and a restart later: docs/contract.md#sending. */
export function savedMessage(message: Message, maxBytes = MAX_BYTES): SavedMessage {
  const kept = jsonOf(Object.entries(message).filter(([name]) => !LEFT_OUT.includes(name)));
  const fits = (kept: object): boolean => Buffer.byteLength(JSON.stringify(kept)) <= maxBytes;
  if (fits(kept)) return { message: kept, isCut: false };
  const named = Object.fromEntries(Object.entries(kept).filter(([name]) => NAMING.includes(name)));
  return { message: fits(named) ? named : {}, isCut: true };
}

/** Property by property, so that one that is not JSON takes none of the others with it. */
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

/** A Buffer becomes this before JSON.stringify asks about it. */
function isBytes(value: unknown): boolean {
  if (isUint8Array(value)) return true;
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value;
}
