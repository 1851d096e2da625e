import { extname } from 'node:path';
import { compact } from '../../src/domain/compact';
import type { DocumentInfo } from '../../src/domain/document';
import type { Offer } from '../../src/inbox/source-nodes';
import type { ConnectionNode } from '../runtime/connection/connection-node';
import { eventInfo } from '../runtime/messages';
import type { Message } from '../runtime/node-red';

/** `record` and `file` differ only in how the document was loaded; `document` makes it the payload. */
export type FaxOutput = 'record' | 'file' | 'document';

/** The message of one received fax: docs/contract.md#messages. It holds the document's bytes only once. */
export function faxMessage(offer: Offer<'fax.received'>, connection: ConnectionNode, output: FaxOutput): Message {
  const { document, original, images, payload: details } = offer;
  const topic = details.to;
  const event = eventInfo(offer, connection);
  if (output !== 'document') {
    return { topic, payload: compact<Record<string, unknown>>({ ...details, document, original, images }), event };
  }
  const { data, ...withoutData }: Partial<DocumentInfo> = document ?? {};
  return {
    topic,
    payload: images ?? data ?? Buffer.alloc(0),
    fax: compact<Record<string, unknown>>({ ...details, document: withoutData, original }),
    filename: images ? pictureName(document) : (document?.filename ?? ''),
    event,
  };
}

/** One name for all pages: a flow that splits them can number them by `msg.parts`. */
function pictureName({ filename }: Partial<DocumentInfo> = {}): string {
  const name = filename ?? '';
  return `${name.slice(0, name.length - extname(name).length)}.png`;
}
