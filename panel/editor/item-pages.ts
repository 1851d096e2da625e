import { PAGE, queryPath, type ItemQuery } from './item-query';
import { get } from './requests';
import { readItemPage, type ItemPage } from './wire';

/** A search looks at so many rows a request that even these make some twenty thousand. */
const MOST_REQUESTS = 40;

/** One page. Of a search the runtime may send less than a page, or none, and more is to be asked for. */
export async function loadPage(query: ItemQuery, isWanted: () => boolean): Promise<ItemPage> {
  let page = readItemPage(await get(queryPath(query, query.cursors.at(-1))));
  for (let asked = 1; isWanted() && isShort(page) && asked < MOST_REQUESTS; asked += 1) {
    const more = readItemPage(await get(queryPath(query, page.next)));
    page = { ...more, items: [...page.items, ...more.items] };
  }
  return page;
}

function isShort({ items, next }: ItemPage): boolean {
  return next !== undefined && items.length < PAGE;
}
