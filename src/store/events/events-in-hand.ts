import type { EventHead } from '../event-row';
import type { Suspicious } from '../read-row';
import type { Hand, Listed } from '../rows';
import { eventRow, eventRowBefore } from './placement';
import { readEventHead, readStoredEvent } from './read-event';
import { rowKey, type StoredEvent } from './stored-event';

/** Read at once; small, because other changes wait in the writer meanwhile. */
export const HEADS_PAGE = 256;

export function headOf([, shows]: Listed, store: Suspicious): EventHead {
  return readEventHead(shows, store);
}

/** The place after which the next page begins; undefined: this was the last one. */
export function pageEnd(page: readonly Listed[], store: Suspicious): number | undefined {
  const last = page.at(-1);
  return last && page.length === HEADS_PAGE ? headOf(last, store).seq : undefined;
}

export function rowKeysOf(page: readonly Listed[], store: Suspicious): string[] {
  return page.map((listed) => rowKey(headOf(listed, store).key));
}

export function eventInHand(hand: Hand, key: string): StoredEvent | undefined {
  return parsed(hand.get(rowKey(key)), hand);
}

/** The listed events as they are now, without those that are gone. */
export function listedInHand(hand: Hand, page: readonly Listed[]): StoredEvent[] {
  const texts = hand.getAll(rowKeysOf(page, hand));
  return page.flatMap(([path], index) => parsed(texts[index], hand) ?? gone(hand, path));
}

/** A row and its places are removed together, so a place without its row means damage. */
function gone(hand: Hand, path: string): [] {
  if (hand.list({ gte: path, lt: `${path}\0`, limit: 1 }).length > 0) hand.damaged('an index entry has no row');
  return [];
}

/** The events among these keys that exist. */
export function eventsInHand(hand: Hand, keys: readonly string[]): StoredEvent[] {
  return hand.getAll(keys.map(rowKey)).flatMap((text) => parsed(text, hand) ?? []);
}

export function replaceEvent(hand: Hand, before: StoredEvent | undefined, after: StoredEvent | undefined): void {
  if (after !== before) hand.replace(before && eventRowBefore(before), after && eventRow(after));
}

function parsed(text: string | undefined, hand: Hand): StoredEvent | undefined {
  return text === undefined ? undefined : readStoredEvent(text, hand);
}
