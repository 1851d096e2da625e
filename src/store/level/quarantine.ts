import type { Scope } from '../../domain/event-key';
import { QUARANTINE_LIMITS, type NewQuarantineItem, type QuarantineItem } from '../store';
import type { Change } from './batch-writer';
import { addCounts, counterKey } from './counters';
import { below, keyOf } from './key-space';
import { EXPIRY } from './placement';
import type { Reader } from './reader';
import { without } from './stored-row';
import type { View } from './view';

export const QUARANTINE = 'quarantine';
/** Bodies, in Base64, beside their items: counting a repetition does not write them anew. */
const BODY = 'quarantine-body';
/** The same items in order of arrival. */
const ARRIVAL = 'quarantine-arrival';

export function quarantineChange(item: NewQuarantineItem): Change<'kept' | 'known' | 'full'> {
  const key = itemKey(item.scope, item.id);
  return {
    reads: [key],
    async run(view) {
      const known = await loadItem(view, key);
      if (known !== undefined) {
        const keepUntil = Math.max(known.keepUntil, item.keepUntil);
        saveItem(view, known, { ...known, count: known.count + 1, keepUntil });
        return 'known';
      }
      const bytes = item.body.length;
      if (await isFull(view, item.scope, bytes)) return 'full';
      saveItem(view, undefined, { ...without(item, 'body'), bytes, count: 1 });
      view.put(bodyKey(item), item.body.toString('base64'));
      addCounts(view, item.scope, { quarantined: 1, quarantinedBytes: bytes });
      return 'kept';
    },
  };
}

export function dropQuarantineChange(scope: Scope, id: string): Change<boolean> {
  const key = itemKey(scope, id);
  return { reads: [key], run: (view) => removeItem(view, key) };
}

/** Newest first. */
export async function listQuarantine(reader: Reader, scope: Scope, limit: number): Promise<QuarantineItem[]> {
  const items: QuarantineItem[] = [];
  const range = below(keyOf(ARRIVAL, scope));
  for (const [, key] of await reader.page({ ...range, limit, reverse: true })) {
    const item = await loadItem(reader, key);
    if (item !== undefined) items.push(item);
  }
  return items;
}

export async function readQuarantined(reader: Reader, scope: Scope, id: string): Promise<Buffer | undefined> {
  const text = await reader.get(bodyKey({ scope, id }));
  return text === undefined ? undefined : Buffer.from(text, 'base64');
}

export async function removeItem(view: View, key: string): Promise<boolean> {
  const item = await loadItem(view, key);
  if (item === undefined) return false;
  saveItem(view, item, undefined);
  view.del(bodyKey(item));
  addCounts(view, item.scope, { quarantined: -1, quarantinedBytes: -item.bytes });
  return true;
}

async function isFull(view: View, scope: Scope, bytes: number): Promise<boolean> {
  const items = await view.count(counterKey(scope, 'quarantined'));
  const total = await view.count(counterKey(scope, 'quarantinedBytes'));
  return items + 1 > QUARANTINE_LIMITS.items || total + bytes > QUARANTINE_LIMITS.bytes;
}

/** From another store, if its bytes are still there. */
export function adoptItem(view: View, text: string, entries: ReadonlyMap<string, string>): void {
  const item = JSON.parse(text) as QuarantineItem;
  const body = entries.get(bodyKey(item));
  if (body === undefined) return;
  saveItem(view, undefined, item);
  view.put(bodyKey(item), body);
  addCounts(view, item.scope, { quarantined: 1, quarantinedBytes: item.bytes });
}

function saveItem(view: View, before: QuarantineItem | undefined, after: QuarantineItem | undefined): void {
  if (before !== undefined) for (const [key] of entriesOf(before)) view.del(key);
  if (after !== undefined) for (const [key, value] of entriesOf(after)) view.put(key, value);
}

function entriesOf(item: QuarantineItem): [string, string][] {
  const { scope, id, storedAt, keepUntil } = item;
  const key = itemKey(scope, id);
  return [
    [key, JSON.stringify(item)],
    [keyOf(ARRIVAL, scope, storedAt, id), key],
    [keyOf(EXPIRY, keepUntil, QUARANTINE, key), key],
  ];
}

async function loadItem(reader: Reader, key: string): Promise<QuarantineItem | undefined> {
  const text = await reader.get(key);
  return text === undefined ? undefined : (JSON.parse(text) as QuarantineItem);
}

function itemKey(scope: Scope, id: string): string {
  return keyOf(QUARANTINE, scope, id);
}

function bodyKey({ scope, id }: Pick<QuarantineItem, 'scope' | 'id'>): string {
  return keyOf(BODY, scope, id);
}
