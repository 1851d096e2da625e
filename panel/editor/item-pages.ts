import { PAGE, queryPath, type ItemQuery } from './item-query';
import { get } from './requests';
import { LISTS, readItemPage, type ItemPage } from './wire';

/** A search reads up to 500 rows for each request, so with these it reads some ten thousand. */
const MOST_REQUESTS = 20;

/** Loads one page; stops early once `isWanted` returns false. */
export async function loadPage(query: ItemQuery, isWanted: () => boolean): Promise<ItemPage> {
  return query.list === 'all' ? searchAll(query, isWanted) : loadList(query, isWanted);
}

/** For a search the runtime may return a short or empty page with a cursor: then the rest is requested. */
async function loadList(query: ItemQuery, isWanted: () => boolean): Promise<ItemPage> {
  let page = readItemPage(await get(queryPath(query, query.cursors.at(-1))));
  for (let asked = 1; isWanted() && isShort(page) && asked < MOST_REQUESTS; asked += 1) {
    const more = readItemPage(await get(queryPath(query, page.next)));
    page = { ...more, items: [...page.items, ...more.items] };
  }
  return page;
}

/** Searches one list after the other, until the page is full. */
async function searchAll(query: ItemQuery, isWanted: () => boolean): Promise<ItemPage> {
  if (query.search === '') return { items: [] };
  const found: ItemPage = { items: [] };
  for (const list of LISTS) {
    if (!isWanted() || found.items.length >= PAGE) break;
    found.items.push(...(await loadList({ ...query, list }, isWanted)).items);
  }
  return found;
}

function isShort({ items, next }: ItemPage): boolean {
  return next !== undefined && items.length < PAGE;
}
