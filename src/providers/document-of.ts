import type { FaxOrder } from '../domain/job';
import { joinTiffs } from '../documents/tiff/join-tiff';
import type { OutgoingCall } from './provider';

export const LOST_DOCUMENT = 'the document is missing or damaged in the store: send it again';

/**
 * The document to fax; undefined when one of its files is missing or damaged. A job stored by an earlier version may
 * have several TIFFs: they are joined into one.
 */
export async function documentOf(call: OutgoingCall<FaxOrder>): Promise<Buffer | undefined> {
  const { documents } = call.order;
  const files = await Promise.all(documents.map((document) => call.read(document)));
  const found = files.filter((file) => file !== undefined);
  if (found.length !== documents.length) return undefined;
  return found.length === 1 ? found[0] : joinTiffs(found);
}
