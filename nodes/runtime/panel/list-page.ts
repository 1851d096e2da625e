import { compact } from '../../../src/domain/compact';
import { AdminError } from '../admin-answer';
import type { Found, Item } from './item';
import type { ItemSource, Row } from './item-sources';

export interface PageRequest {
  after: string | undefined;
  limit: number;
  fits: ((found: Found) => boolean) | undefined;
}

export interface ItemPage {
  items: Item[];
  /** The cursor of the next page. A short or empty page may have one, too: a search reads a limited number of rows. */
  next?: string;
}

/** The most rows read for one answer: a search goes on with the next request, so that other work is not held up. */
const MAX_READ = 500;
const CHUNK = 50;

/**
 * One page of a list, after a cursor. It is found by an index, so it costs the same anywhere in a list of any length.
 */
export async function listPage(sources: ItemSource[], { after, limit, fits }: PageRequest): Promise<ItemPage> {
  const items: Item[] = [];
  let read = 0;
  let { part, place } = startOf(sources, after);
  for (; part < sources.length; part += 1, place = undefined) {
    const source = sources[part];
    for (let rows: Row[] = []; source;) {
      rows = await source.rows(place, fits ? CHUNK : Math.min(CHUNK, limit - items.length));
      const found = await Promise.all(rows.map((row) => row.read()));
      for (const [index, row] of rows.entries()) {
        place = row.place;
        const one = found[index];
        if (one && (!fits || fits(one))) items.push(one.item);
        if (items.length === limit) break;
      }
      read += rows.length;
      if (rows.length === 0) break;
      if (items.length < limit && read < MAX_READ) continue;
      return compact({ items, next: (await hasMore(sources, part, place)) ? `${part}.${place ?? ''}` : undefined });
    }
  }
  return { items };
}

async function hasMore(sources: ItemSource[], part: number, place: string | undefined): Promise<boolean> {
  for (const [index, source] of sources.slice(part).entries()) {
    const rows = await source.rows(index === 0 ? place : undefined, 1);
    if (rows.length > 0) return true;
  }
  return false;
}

function startOf(sources: ItemSource[], after: string | undefined): { part: number; place: string | undefined } {
  if (after === undefined || sources.length === 0) return { part: 0, place: undefined };
  const [, number = '', place = ''] = /^(\d)\.(.{1,90})$/.exec(after) ?? [];
  const part = Number(number);
  if (number === '' || sources[part]?.isPlace(place) !== true) {
    throw new AdminError(400, 'after must be the value of next in the previous answer: start again without it');
  }
  return { part, place };
}
