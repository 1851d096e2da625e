import type { DocumentInfo } from '../../src/domain/document';
import type { FaxReceivedDetails } from '../../src/domain/fax';
import type { Offer } from '../../src/inbox/receiver';
import type { ConnectionNode } from '../runtime/connection-node';
import { eventInfo } from '../runtime/event-info';
import type { Message } from '../runtime/node-red';

/** `record` and `file` differ only in how the document was loaded; `document` makes it the payload. */
export type FaxOutput = 'record' | 'file' | 'document';

/** The message of one received fax: CONTRACT sections 1 and 2. The bytes are in it once. */
export function faxMessage(offer: Offer, connection: ConnectionNode, output: FaxOutput): Message {
  const { document } = offer;
  // The node wants no other kind.
  const details = offer.payload as FaxReceivedDetails;
  const topic = details.to;
  const event = eventInfo(offer, connection);
  if (output !== 'document') return { topic, payload: { ...details, document }, event };
  const { data, ...withoutData }: Partial<DocumentInfo> = document ?? {};
  return {
    topic,
    payload: data ?? Buffer.alloc(0),
    fax: { ...details, document: withoutData },
    filename: document?.filename ?? '',
    event,
  };
}
