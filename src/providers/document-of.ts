import type { FaxOrder } from '../domain/job';
import { joinTiffs } from '../documents/tiff/join-tiff';
import type { OutgoingCall } from './provider';

export const LOST_DOCUMENT = 'the document is missing or damaged in the store: send it again';

/**
 * What is to be faxed; undefined: a file of it is lost or not what it was. Several TIFFs, of a job that an earlier version
 * has stored in parts, go as one.
 */
export async function documentOf(call: OutgoingCall<FaxOrder>): Promise<Buffer | undefined> {
  const { documents } = call.order;
  const files = await Promise.all(documents.map((document) => call.read(document)));
  const found = files.filter((file) => file !== undefined);
  if (found.length !== documents.length) return undefined;
  return found.length === 1 ? found[0] : joinTiffs(found);
}
