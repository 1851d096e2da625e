import { EVENT_KINDS, staysOpen, type EventKind } from '../domain/events';
import { isRecord } from '../domain/is-record';
import { numberFilter, type NumberFilter, type OwnNumbers } from '../domain/numbers/number-filter';
import type { EventHead } from '../store/event-row';

/** The fields of an event that a node chooses by. */
export type WhatIsWanted = Pick<EventHead, 'kind' | 'to'>;

/**
 * What a node wants, as data: this instance decides by it, and the other instances on the store get it, so that all
 * decide alike. It holds the user's phone numbers, so it must not be logged or shown.
 */
export interface Want {
  kinds: readonly EventKind[];
  /** Only items received at these numbers; absent: at any. */
  numbers?: OwnNumbers;
}

export const NOTHING: Want = { kinds: [] };
const ANYTHING: Want = { kinds: EVENT_KINDS };

export function isWantedBy({ kinds, numbers }: Want, { kind, to = '' }: WhatIsWanted): boolean {
  if (!kinds.includes(kind)) return false;
  return numbers === undefined || !staysOpen(kind) || filterOf(numbers)(to);
}

/** What all these nodes want together, as it is announced to the other instances. */
export function joinedWants(wants: readonly Want[]): readonly Want[] {
  const byText = new Map(wants.filter(({ kinds }) => kinds.length > 0).map((want) => [JSON.stringify(want), want]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, want]) => want);
}

/**
 * Reads what another instance, perhaps of another version, says it wants. Whatever is not understood counts as wanted:
 * then an event may wait for an instance that does not take it, but never passes by one that wants it.
 */
export function readWants(value: unknown): readonly Want[] {
  return Array.isArray(value) ? value.map(readWant) : [ANYTHING];
}

function readWant(value: unknown): Want {
  if (!isRecord(value) || !Array.isArray(value.kinds)) return ANYTHING;
  const kinds = EVENT_KINDS.filter((kind) => (value.kinds as unknown[]).includes(kind));
  const numbers = readNumbers(value.numbers);
  return numbers === undefined ? { kinds } : { kinds, numbers };
}

function readNumbers(value: unknown): OwnNumbers | undefined {
  if (!isRecord(value)) return undefined;
  const { filter, country } = value;
  return typeof filter === 'string' && typeof country === 'string' ? { filter, country } : undefined;
}

/** Parsed filters, so that each is parsed once. */
const filters = new WeakMap<OwnNumbers, NumberFilter>();

function filterOf(numbers: OwnNumbers): NumberFilter {
  const known = filters.get(numbers);
  if (known) return known;
  const filter = numberFilter(numbers.filter, numbers.country);
  filters.set(numbers, filter);
  return filter;
}
