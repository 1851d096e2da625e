import { keyForLog } from '../../../src/domain/event-key';
import type { StoredDocument } from '../../../src/domain/document';
import { BadDocumentError, ConvertError } from '../../../src/domain/errors';
import { MAX_DOCUMENT_BYTES } from '../../../src/documents/document-limits';
import { asBuffer, buffersOf } from '../../../src/documents/worker/transfer';
import { AdminError } from '../admin-answer';
import type { Deployed } from '../connection/deployed';
import { openEvent, ownJob } from '../connection/own-items';

export interface Preview {
  logId: string;
  png: Buffer;
}

/** Large enough to recognise a page and to read large print. */
const BOX = { width: 780, height: 1_100 };
/** The same thread converts documents that are sent and received, which must not wait behind many previews. */
const MAX_AT_ONCE = 4;

let drawing = 0;

/** The first page of an item's document, drawn on request and not kept. */
export async function preview(entry: Deployed, type: string, id: string): Promise<Preview> {
  if (drawing >= MAX_AT_ONCE) throw busy();
  drawing += 1;
  try {
    const { logId, document } = await documentOf(entry, type, id);
    return { logId, png: await drawn(entry, document) };
  } catch (error) {
    if (error instanceof BadDocumentError) throw nothing();
    if (error instanceof ConvertError) throw error.retryable ? busy() : nothing();
    throw error;
  } finally {
    drawing -= 1;
  }
}

async function documentOf(entry: Deployed, type: string, id: string) {
  if (type === 'event') {
    const { document } = (await openEvent(entry, id)) ?? {};
    if (document) return { logId: keyForLog(id), document };
  }
  if (type === 'job') {
    const job = await ownJob(entry, id);
    const [document] = job?.order.kind === 'fax' ? job.order.documents : [];
    if (document) return { logId: id, document };
  }
  throw nothing();
}

async function drawn({ home }: Deployed, document: StoredDocument): Promise<Buffer> {
  if (document.size > MAX_DOCUMENT_BYTES) throw nothing();
  const read = await home.documents.read(document);
  if ('lost' in read) throw nothing();
  const bytes = read.found;
  const png = await home.worker.run('first-page', { bytes, box: BOX }, buffersOf([bytes]));
  if (png === undefined) throw nothing();
  return asBuffer(png);
}

function busy(): AdminError {
  return new AdminError(503, 'no page can be drawn now: ask again in a moment');
}

function nothing(): AdminError {
  return new AdminError(404, 'there is no page to show');
}
