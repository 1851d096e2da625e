import type { Loss } from '../domain/document';
import type { DocumentFolder } from '../documents/document-folder';
import type { ReceivedConverter } from '../documents/received-converter';
import type { Offer } from './source-node';

/** What a node is handed of a document. */
export type DocumentContent = Pick<Offer, 'document' | 'original' | 'images'>;

/** `lost`: the row has a document whose file is gone, or is not what it was. */
export type Content = DocumentContent | { lost: Loss };

/** Where documents are, and what makes other formats of them. */
export interface DocumentSources {
  documents: DocumentFolder;
  converter: ReceivedConverter;
}

/** That contents hold in memory. */
export function bytesOf(contents: readonly DocumentContent[]): number {
  const sizes = contents.flatMap(({ document, images = [] }) => [
    document?.data?.length ?? 0,
    ...images.map((image) => (typeof image === 'string' ? 0 : image.length)),
  ]);
  return sizes.reduce((sum, size) => sum + size, 0);
}
