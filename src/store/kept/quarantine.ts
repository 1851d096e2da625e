import type { Scope } from '../../domain/event-key';
import { countsFor } from '../counters';
import { EXPIRY } from '../events/placement';
import { without } from '../../domain/without';
import { below, keyOf } from '../path';
import { rowReader } from '../read-row';
import { getRow, listPage, type Hand, type Row, type Rows } from '../rows';
import { QUARANTINE_LIMITS, type NewQuarantineItem, type QuarantineItem } from '../store';

export const QUARANTINE = 'quarantine';
/** Bodies in Base64, in rows of their own: counting a repetition does not rewrite them. */
const BODY = 'quarantine-body';
/** The same items in order of arrival. */
const ARRIVAL = 'quarantine-arrival';

export const readItem = rowReader<QuarantineItem>('a quarantined item', {
  scope: 'string',
  id: 'string',
  source: 'string',
  reason: 'string',
  storedAt: 'number',
  keepUntil: 'number',
  bytes: 'number',
  count: 'count',
});

export function quarantine(rows: Rows, item: NewQuarantineItem): Promise<'kept' | 'known' | 'full'> {
  return rows.change([itemKey(item.scope, item.id)], (hand) => {
    const known = itemInHand(hand, itemKey(item.scope, item.id));
    if (known !== undefined) {
      const keepUntil = Math.max(known.keepUntil, item.keepUntil);
      hand.replace(itemRow(known), itemRow({ ...known, count: known.count + 1, keepUntil }));
      return 'known';
    }
    const bytes = item.body.length;
    if (isFull(hand, item.scope, bytes)) return 'full';
    hand.replace(undefined, itemRow({ ...without(item, 'body'), bytes, count: 1 }));
    hand.replace(undefined, bodyRow(item, item.body.toString('base64')));
    return 'kept';
  });
}

export function dropQuarantined(rows: Rows, scope: Scope, id: string): Promise<boolean> {
  const key = itemKey(scope, id);
  return rows.change([key], (hand) => removeItem(hand, key));
}

/** Newest first. */
export async function listQuarantine(rows: Rows, scope: Scope, limit: number): Promise<QuarantineItem[]> {
  const arrived = await listPage(rows, { ...below(keyOf(ARRIVAL, scope)), limit, reverse: true });
  const items = await rows.get(arrived.map(([, key]) => key));
  return items.flatMap((text) => (text === undefined ? [] : [readItem(text, rows)]));
}

export async function readQuarantined(rows: Rows, scope: Scope, id: string): Promise<Buffer | undefined> {
  const text = await getRow(rows, bodyKey({ scope, id }));
  return text === undefined ? undefined : Buffer.from(text, 'base64');
}

export function removeItem(hand: Hand, key: string): boolean {
  const item = itemInHand(hand, key);
  if (item === undefined) return false;
  hand.replace(itemRow(item), undefined);
  hand.replace(bodyRow(item, ''), undefined);
  return true;
}

/** Adopts an item of another store, if its body is still there. */
export function adoptItem(hand: Hand, text: string, entries: ReadonlyMap<string, string>): void {
  const item = readItem(text, hand);
  const body = entries.get(bodyKey(item));
  if (body === undefined) return;
  hand.replace(undefined, itemRow(item));
  hand.replace(undefined, bodyRow(item, body));
}

function isFull(hand: Hand, scope: Scope, bytes: number): boolean {
  const items = hand.count(scope, 'quarantined');
  const total = hand.count(scope, 'quarantinedBytes');
  return items + 1 > QUARANTINE_LIMITS.items || total + bytes > QUARANTINE_LIMITS.bytes;
}

function itemInHand(hand: Hand, key: string): QuarantineItem | undefined {
  const text = hand.get(key);
  return text === undefined ? undefined : readItem(text, hand);
}

export function itemRow(item: QuarantineItem): Row {
  const { scope, id, storedAt, keepUntil, bytes } = item;
  const key = itemKey(scope, id);
  return {
    key,
    value: JSON.stringify(item),
    places: [
      { path: keyOf(ARRIVAL, scope, storedAt, id), shows: key },
      { path: keyOf(EXPIRY, keepUntil, QUARANTINE, key), shows: key },
    ],
    counts: countsFor(scope, { quarantined: 1, quarantinedBytes: bytes }),
  };
}

function bodyRow(item: Pick<QuarantineItem, 'scope' | 'id'>, base64: string): Row {
  return { key: bodyKey(item), value: base64, places: [] };
}

function itemKey(scope: Scope, id: string): string {
  return keyOf(QUARANTINE, scope, id);
}

function bodyKey({ scope, id }: Pick<QuarantineItem, 'scope' | 'id'>): string {
  return keyOf(BODY, scope, id);
}
