import { readTiff } from '../../../documents/tiff/read-tiff';
import { decrypt } from '../cipher';
import type { MediaStore } from '../media-store';
import type { PageCaller } from '../pages/page-caller';
import type { SendFax } from '../pages/parse-action';

/** The document to fax, or in `problem`, as a fixed short phrase, why it cannot be faxed. */
export type FaxedDocument = { bytes: Buffer; pages: number } | { problem: string };

export interface FetchDocumentOptions {
  caller: PageCaller;
  store: MediaStore;
  instanceId: string;
}

/** Gets the document from the media store, or from the address in the customer's answer. */
export async function fetchDocument(action: SendFax, options: FetchDocumentOptions): Promise<FaxedDocument> {
  const { document, cipher } = action;
  if ('page' in document) return fromAddress(document.page, options);
  const file = options.store.find(document.name);
  if (!file) return { problem: 'the file is not in the media store' };
  if (!cipher) return checked(file.bytes);
  const bytes = decrypt(cipher, file.bytes);
  return bytes ? checked(bytes) : { problem: 'the file cannot be decrypted' };
}

async function fromAddress(
  at: { url: string; method: 'GET' | 'POST' },
  { caller, instanceId }: FetchDocumentOptions,
): Promise<FaxedDocument> {
  const problemOf = ({ status }: { status: number }) => (status === 200 ? undefined : 'the status is not 200');
  const result = await caller.ask({ page: 'document', at, instanceId, problemOf });
  if ('failed' in result && result.failed === 'too-large') return { problem: 'the document is larger than 5 MB' };
  if (!('status' in result) || result.status !== 200) return { problem: 'the document could not be fetched' };
  return checked(result.body);
}

function checked(bytes: Buffer): FaxedDocument {
  try {
    return { bytes, pages: readTiff(bytes).length };
  } catch {
    return { problem: 'the document is not a TIFF' };
  }
}
