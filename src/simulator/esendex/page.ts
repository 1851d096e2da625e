import { refuse } from './send-request';
import { parseWireDate } from './wire-date';
import type { WireBehaviour } from './wire-behaviour';

/** A page of a list with its paging attributes. */
export interface Page<T> {
  items: T[];
  attributes: { startindex: number; count: number; totalcount: number };
}

/** Ignores the case of parameters, in which clients differ. Throws a refusal for one that is not a number. */
export function pageOf<T>(all: readonly T[], query: URLSearchParams, behaviour: WireBehaviour): Page<T> {
  const start = countParameter(query, 'startindex') ?? 0;
  const asked = countParameter(query, 'count') ?? behaviour.defaultCount;
  const items = all.slice(start, start + Math.min(asked, behaviour.maxCount));
  const excess = behaviour.counts === 'wrong' ? 7 : 0;
  return {
    items,
    attributes: { startindex: start, count: items.length + excess, totalcount: all.length + excess },
  };
}

/** Returns a test whether a time is between `start` and `finish`. Throws a refusal for an unreadable one. */
export function windowOf(query: URLSearchParams): (ms: number) => boolean {
  const start = timeParameter(query, 'start') ?? -Infinity;
  const finish = timeParameter(query, 'finish') ?? Infinity;
  return (ms) => ms >= start && ms <= finish;
}

export function parameter(query: URLSearchParams, name: string): string | undefined {
  for (const [key, value] of query) if (key.toLowerCase() === name) return value;
  return undefined;
}

function countParameter(query: URLSearchParams, name: string): number | undefined {
  const text = parameter(query, name);
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(400, `${name}_invalid`, `The ${name} is not a number`);
}

function timeParameter(query: URLSearchParams, name: string): number | undefined {
  const text = parameter(query, name);
  if (text === undefined) return undefined;
  return parseWireDate(text) ?? refuse(400, `${name}_invalid`, `The ${name} is not a time`);
}
