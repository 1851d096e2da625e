import { compact } from '../../../domain/compact';
import { badAnswer } from '../../http/bad-answer';
import { unavailable } from '../../http/network-error';
import type { XmlElement } from '../../xml/xml-element';
import type { EsendexClient } from '../wire/esendex-client';

/** Items per page. Always sent, because the vendor documents the default both as 15 and as 100. */
const PAGE = 100;
/** Far more than any inbox has, so that a list without end does not fill the memory. */
const MAX_PAGES = 10_000;

export interface InboxListing {
  /** The number of items listed. */
  count: number;
  /** False when items were removed while the pages were read, because others may then have been skipped. */
  isComplete: boolean;
  /** True when fewer were listed than the provider says that there are, and none were removed: one of the two is wrong. */
  isShort: boolean;
}

/**
 * Reads an account's whole inbox page by page and hands each item to `onItem`, newest first (as far as we know). Neither
 * the size of a page nor a count ends the list, because a service may give less than a page, and state the number of
 * items on the page as the total: only a page with nothing new does.
 */
export async function listInbox(
  client: Pick<EsendexClient, 'inbox'>,
  { account, start, signal }: { account: string; start: string | undefined; signal: AbortSignal },
  onItem: (item: XmlElement) => Promise<void>,
): Promise<InboxListing> {
  const seen = new Set<string>();
  let isComplete = true;
  let startIndex = 0;
  /** The most that any page has stated as the total. */
  let stated = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    if (signal.aborted) throw unavailable('aborted');
    const { items, total } = await client.inbox(compact({ account, startIndex, count: PAGE, start }), signal);
    // If another client deletes a message, everything behind it moves up, and a page boundary may skip one. Once all
    // that was stated has been seen, nothing can have been skipped: such a total may be the number of items on the page.
    if (total !== undefined && total < stated && seen.size < stated) isComplete = false;
    stated = Math.max(stated, total ?? 0);
    const fresh = items.filter((item) => !seen.has(identityOf(item)));
    if (fresh.length === 0) return { count: seen.size, isComplete, isShort: isComplete && seen.size < stated };
    for (const item of fresh) {
      seen.add(identityOf(item));
      await onItem(item);
    }
    startIndex += items.length;
  }
  throw badAnswer('is a list without end');
}

function identityOf(item: XmlElement): string {
  return item.attributes.get('id') ?? JSON.stringify(item);
}
