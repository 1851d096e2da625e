import { compact } from '../../../domain/compact';
import { unavailable } from '../../http/network-error';
import type { XmlElement } from '../../xml/xml-element';
import type { EsendexClient } from '../wire/esendex-client';

/** Items per page. Always sent, because the vendor documents the default both as 15 and as 100. */
const PAGE = 100;

export interface InboxListing {
  /** The number of items listed. */
  count: number;
  /** False when items were removed while the pages were read, because others may then have been skipped. */
  isComplete: boolean;
  /** True when fewer were listed than the provider says that there are: one of the two is wrong. */
  isShort: boolean;
}

/**
 * Reads an account's whole inbox page by page and hands each item to `onItem`, newest first (as far as we know). It
 * does not rely on the provider's count alone: a page with nothing new also ends the list.
 */
export async function listInbox(
  client: Pick<EsendexClient, 'inbox'>,
  { account, start, signal }: { account: string; start: string | undefined; signal: AbortSignal },
  onItem: (item: XmlElement) => Promise<void>,
): Promise<InboxListing> {
  const seen = new Set<string>();
  let isComplete = true;
  let startIndex = 0;
  let lastTotal: number | undefined;
  for (;;) {
    if (signal.aborted) throw unavailable('aborted');
    const { items, total } = await client.inbox(compact({ account, startIndex, count: PAGE, start }), signal);
    // If another client deletes a message, everything behind it moves up, and a page boundary may skip one.
    if (total !== undefined && lastTotal !== undefined && total < lastTotal) isComplete = false;
    lastTotal = total;
    const fresh = items.filter((item) => !seen.has(identityOf(item)));
    for (const item of fresh) {
      seen.add(identityOf(item));
      await onItem(item);
    }
    startIndex += items.length;
    // After a full page the total is not enough: a service may state the number of items on the page as the total.
    const isLast = items.length < PAGE && startIndex === total;
    if (fresh.length === 0 || isLast) return { count: seen.size, isComplete, isShort: seen.size < (total ?? 0) };
  }
}

function identityOf(item: XmlElement): string {
  return item.attributes.get('id') ?? JSON.stringify(item);
}
