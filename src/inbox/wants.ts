import { EVENT_KINDS, staysOpen, type EventKind } from '../domain/events';
import { isRecord } from '../domain/is-record';
import { numberFilter, type NumberFilter, type OwnNumbers } from '../domain/numbers/number-filter';
import type { EventHead } from '../store/event-row';

/** What a node chooses by. */
export type WhatIsWanted = Pick<EventHead, 'kind' | 'to'>;

/**
 * What a node wants, as data: it decides here, and is told to the other instances that share the store, so that both say
 * the same. It holds numbers of the user's: for no log, and nobody's eyes.
 */
export interface Want {
  kinds: readonly EventKind[];
  /** Of what was received only what came to these. */
  numbers?: OwnNumbers;
}

export const NOTHING: Want = { kinds: [] };
const ANYTHING: Want = { kinds: EVENT_KINDS };

export function isWantedBy({ kinds, numbers }: Want, { kind, to = '' }: WhatIsWanted): boolean {
  if (!kinds.includes(kind)) return false;
  return numbers === undefined || !staysOpen(kind) || filterOf(numbers)(to);
}

/** What all these nodes want together, for the other instances. */
export function toldWants(wants: readonly Want[]): readonly Want[] {
  const told = new Map(wants.filter(({ kinds }) => kinds.length > 0).map((want) => [JSON.stringify(want), want]));
  return [...told].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, want]) => want);
}

/**
 * What another instance has told, perhaps of another version. What is not understood of it counts as wanted: then an event
 * waits for an instance that leaves it in the end, instead of passing by one that wants it.
 */
export function readWants(told: unknown): readonly Want[] {
  return Array.isArray(told) ? told.map(readWant) : [ANYTHING];
}

function readWant(told: unknown): Want {
  if (!isRecord(told) || !Array.isArray(told.kinds)) return ANYTHING;
  const kinds = EVENT_KINDS.filter((kind) => (told.kinds as unknown[]).includes(kind));
  const numbers = readNumbers(told.numbers);
  return numbers === undefined ? { kinds } : { kinds, numbers };
}

function readNumbers(told: unknown): OwnNumbers | undefined {
  if (!isRecord(told)) return undefined;
  const { filter, country } = told;
  return typeof filter === 'string' && typeof country === 'string' ? { filter, country } : undefined;
}

/** Each is read once. */
const filters = new WeakMap<OwnNumbers, NumberFilter>();

function filterOf(numbers: OwnNumbers): NumberFilter {
  const known = filters.get(numbers);
  if (known) return known;
  const filter = numberFilter(numbers.filter, numbers.country);
  filters.set(numbers, filter);
  return filter;
}
