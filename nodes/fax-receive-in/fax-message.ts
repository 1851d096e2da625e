import type { DocumentInfo } from '../../src/domain/document';
import type { Offer } from '../../src/inbox/receiver';
import type { ConnectionNode } from '../runtime/connection-node';
import { eventInfo } from '../runtime/event-info';
import type { Message } from '../runtime/node-red';

/** `record` and `file` differ only in how the document was loaded; `document` makes it the payload. */
export type FaxOutput = 'record' | 'file' | 'document';

/** The message of one received fax: CONTRACT sections 1 and 2. The bytes are in it once. */
export function faxMessage(offer: Offer, connection: ConnectionNode, output: FaxOutput): Message {
  const { document, payload } = offer;
  const fax = { ...payload, document };
  const topic = 'to' in payload ? payload.to : '';
  const event = eventInfo(offer, connection);
  if (output !== 'document') return { topic, payload: fax, event };
  const { data, ...withoutData }: Partial<DocumentInfo> = document ?? {};
  return {
    topic,
    payload: data ?? Buffer.alloc(0),
    fax: { ...payload, document: withoutData },
    filename: document?.filename ?? '',
    event,
  };
}
