import { LISTS, type ListName } from './wire';

/** The page of a list that is shown. `cursors`: where each page after the first begins, up to this one. */
export interface ItemQuery {
  connection: string;
  /** `all` is only for a search. */
  list: ListName | 'all';
  search: string;
  cursors: string[];
}

export const PAGE = 50;

export function queryPath({ connection, list, search }: ItemQuery, after: string | undefined): string {
  const parameters = new URLSearchParams({ list, limit: String(PAGE) });
  if (after !== undefined) parameters.set('after', after);
  if (search !== '') parameters.set('search', search);
  return `fax-sms/connections/${encodeURIComponent(connection)}/items?${parameters.toString()}`;
}

/** The most urgent list that is not empty; `open` if all are empty. */
export function mostUrgent(counts: Record<string, number>): ListName {
  const urgent: ListName[] = ['dead', 'unknown', 'quarantined'];
  return [...urgent, ...LISTS].find((list) => (counts[list] ?? 0) > 0) ?? 'open';
}

/** The positions of the first and last row of a page in the whole list, counted from 1. */
export function rangeOf({ cursors }: ItemQuery, shown: number): { first: number; last: number } {
  const before = cursors.length * PAGE;
  return { first: before + 1, last: before + shown };
}

export function isQueryList(value: string): value is ItemQuery['list'] {
  return value === 'all' || LISTS.some((list) => list === value);
}
