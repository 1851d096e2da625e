import type { EventHead } from '../event-row';
import type { Hand, Listed } from '../rows';
import { eventRow, eventRowBefore } from './placement';
import { rowKey, type StoredEvent } from './stored-event';

/** Looked at in one go: what waits behind it in the writer should not wait long. */
export const HEADS_PAGE = 256;

export function headOf([, shows]: Listed): EventHead {
  return JSON.parse(shows) as EventHead;
}

export function eventInHand(hand: Hand, key: string): StoredEvent | undefined {
  return parsed(hand.get(rowKey(key)));
}

/** Those of these keys that are there. */
export function eventsInHand(hand: Hand, keys: readonly string[]): StoredEvent[] {
  return hand.getAll(keys.map(rowKey)).flatMap((text) => parsed(text) ?? []);
}

export function replaceEvent(hand: Hand, before: StoredEvent | undefined, after: StoredEvent | undefined): void {
  if (after !== before) hand.replace(before && eventRowBefore(before), after && eventRow(after));
}

function parsed(text: string | undefined): StoredEvent | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as StoredEvent);
}
