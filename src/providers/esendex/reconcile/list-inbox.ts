import { compact } from '../../../domain/compact';
import { unavailable } from '../../http/network-error';
import type { XmlElement } from '../../xml/xml-element';
import type { EsendexClient } from '../wire/esendex-client';

/** Always sent: the default is documented both as 15 and as 100. */
const PAGE = 100;

export interface InboxListing {
  /** How many items were listed. */
  count: number;
  /** False: items were removed while it was read, so that others may have slipped past it. */
  isComplete: boolean;
}

/**
 * Every item of an account's inbox, newest first as far as known, page by page. What the provider says about the
 * number of items is not believed: a list ends with a page that brings nothing new.
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
    // Another's delete moves everything behind it one place up.
    if (total !== undefined && lastTotal !== undefined && total < lastTotal) isComplete = false;
    lastTotal = total;
    const fresh = items.filter((item) => !seen.has(identityOf(item)));
    for (const item of fresh) {
      seen.add(identityOf(item));
      await onItem(item);
    }
    startIndex += items.length;
    if (fresh.length === 0 || startIndex === total) return { count: seen.size, isComplete };
  }
}

function identityOf(item: XmlElement): string {
  return item.attributes.get('id') ?? JSON.stringify(item);
}
