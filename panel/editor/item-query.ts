import { LISTS, type ListName } from './wire';

/** Which part of which list is looked at. The cursors lead back to the pages before. */
export interface ItemQuery {
  connection: string;
  /** `all` is searched only: nobody looks through it page by page. */
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

/** The first list with anything in it, in order of how much it needs a person; else what is open. */
export function mostUrgent(counts: Record<string, number>): ListName {
  const urgent: ListName[] = ['dead', 'unknown', 'quarantined'];
  return [...urgent, ...LISTS].find((list) => (counts[list] ?? 0) > 0) ?? 'open';
}

/** Which of how many a page shows, from one on. */
export function rangeOf({ cursors }: ItemQuery, shown: number): { first: number; last: number } {
  const before = cursors.length * PAGE;
  return { first: before + 1, last: before + shown };
}

export function isQueryList(value: string): value is ItemQuery['list'] {
  return value === 'all' || LISTS.some((list) => list === value);
}
