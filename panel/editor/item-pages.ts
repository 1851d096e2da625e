import { PAGE, queryPath, type ItemQuery } from './item-query';
import { get } from './requests';
import { LISTS, readItemPage, type ItemPage } from './wire';

/** A search looks at so many rows a request that even these make some ten thousand. */
const MOST_REQUESTS = 20;

/** One page, as far as it is wanted still. */
export async function loadPage(query: ItemQuery, isWanted: () => boolean): Promise<ItemPage> {
  return query.list === 'all' ? searchAll(query, isWanted) : loadList(query, isWanted);
}

/** Of a search the runtime may send less than a page, or none, and more is to be asked for. */
async function loadList(query: ItemQuery, isWanted: () => boolean): Promise<ItemPage> {
  let page = readItemPage(await get(queryPath(query, query.cursors.at(-1))));
  for (let asked = 1; isWanted() && isShort(page) && asked < MOST_REQUESTS; asked += 1) {
    const more = readItemPage(await get(queryPath(query, page.next)));
    page = { ...more, items: [...page.items, ...more.items] };
  }
  return page;
}

/** One list after the other, until there is a page. */
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
