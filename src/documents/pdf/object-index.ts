import type { PdfDictionary } from './pdf-value';

/** Where an object lies: at an offset of the file, or as one of those packed together in a stream. */
export type ObjectPlace = { offset: number } | { stream: number; index: number };

/** What tells where the objects of a PDF lie. */
export interface ObjectIndex {
  /** Newest first; each may name the root of the document, and says whether the file is encrypted. */
  trailers: PdfDictionary[];
  find(number: number): ObjectPlace | undefined;
}
