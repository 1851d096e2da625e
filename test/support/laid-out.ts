import type { DocumentFolder } from '../../src/documents/document-folder';
import type { StoredDocument } from '../../src/domain/document';

/** The path of a document that a flow is given. */
export async function laidOut(documents: DocumentFolder, document: StoredDocument): Promise<string> {
  const kept = await documents.handOver(document);
  if ('lost' in kept) throw new Error(`the document is ${kept.lost}`);
  return kept.found;
}
