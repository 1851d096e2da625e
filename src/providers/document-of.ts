import type { FaxOrder } from '../domain/job';
import { joinTiffs } from '../documents/tiff/join-tiff';
import type { OutgoingCall } from './provider';

/**
 * What is to be faxed; undefined: a file of it is no longer in the store. Several TIFFs, of a job that an earlier version
 * has stored in parts, go as one.
 */
export async function documentOf(call: OutgoingCall<FaxOrder>): Promise<Buffer | undefined> {
  const { documents } = call.order;
  const files = await Promise.all(documents.map((document) => call.read(document)));
  const found = files.filter((file) => file !== undefined);
  if (found.length !== documents.length) return undefined;
  return found.length === 1 ? found[0] : joinTiffs(found);
}
