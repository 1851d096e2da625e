import { extname } from 'node:path';
import { compact } from '../domain/compact';
import type { DocumentFormat, DocumentInfo, Loss, StoredDocument } from '../domain/document';
import { StoreError } from '../domain/errors';
import type { DocumentFolder } from '../documents/document-folder';
import type { Converted, ReceivedConverter } from '../documents/received-converter';
import type { Offer, SourceNode } from './source-nodes';

/** The document as one node receives it. */
export type DocumentContent = Pick<Offer, 'document' | 'original' | 'images'>;

/** `lost`: the document's file is gone, or its content has changed. */
export type Content = DocumentContent | { lost: Loss };

export interface DocumentSources {
  documents: DocumentFolder;
  converter: ReceivedConverter;
}

interface Wanted {
  stored: StoredDocument;
  /** Its facts, without path or bytes. */
  shown: DocumentInfo;
  as: SourceNode['document'];
  format: Exclude<DocumentFormat, 'original'>;
  /** Loads it as the provider delivered it. */
  load: () => Promise<Content>;
}

/** The document in the format that a node wants; if it cannot be converted, the original with a `convertError`. */
export async function convertedContent(
  wanted: Wanted,
  sources: DocumentSources,
  signal: AbortSignal,
): Promise<Content> {
  const { stored, format, load } = wanted;
  const { documents, converter } = sources;
  const read = await documents.read(stored);
  if ('lost' in read) return read;
  const converted = await converter.convert({ file: stored.file, bytes: read.found, to: format }, signal);
  if ('convertError' in converted) return withFacts(await load(), converted);
  return format === 'pdf' ? asPdf(wanted, converted, documents) : asImages(wanted, converted, documents);
}

async function asPdf({ stored, shown, as }: Wanted, converted: Converted, documents: DocumentFolder): Promise<Content> {
  const [pdf] = converted.files;
  if (!pdf) return { document: { ...shown, convertError: 'the fax has no pages' } };
  const filename = `${stem(shown)}.pdf`;
  const content = as === 'data' ? { data: pdf.bytes } : { path: await documents.handOverAs(stored, filename, pdf) };
  const info = { type: 'application/pdf', filename, size: pdf.bytes.length, sha256: pdf.sha256 };
  return {
    document: { ...info, ...damageOf(shown, converted), ...content },
    original: await originalOf(stored, shown, documents),
  };
}

async function asImages(
  { stored, shown, as, load }: Wanted,
  converted: Converted,
  documents: DocumentFolder,
): Promise<Content> {
  const original = await load();
  if ('lost' in original) return original;
  const images: (Buffer | string)[] = [];
  for (const [index, file] of converted.files.entries()) {
    const filename = `${stem(shown)}-${String(index + 1).padStart(3, '0')}.png`;
    images.push(as === 'data' ? file.bytes : await documents.handOverAs(stored, filename, file));
  }
  return { ...withFacts(original, damageOf(shown, converted)), images };
}

/**
 * The original as a path, so that no message holds the fax twice. Without a path if the disk is full: the PDF still
 * goes.
 */
async function originalOf(
  stored: StoredDocument,
  shown: DocumentInfo,
  documents: DocumentFolder,
): Promise<DocumentInfo> {
  try {
    const path = await documents.handOver(stored);
    return 'lost' in path ? shown : { ...shown, path: path.found };
  } catch (error) {
    if (error instanceof StoreError) return shown;
    throw error;
  }
}

function damageOf({ damaged }: DocumentInfo, { warnings }: Converted): Pick<DocumentInfo, 'damaged' | 'warnings'> {
  return compact({
    damaged: damaged === true || warnings.length > 0 || undefined,
    warnings: warnings.length > 0 ? warnings : undefined,
  });
}

function withFacts(content: Content, facts: Partial<DocumentInfo>): Content {
  if ('lost' in content || !content.document) return content;
  return { ...content, document: { ...content.document, ...facts } };
}

function stem({ filename }: DocumentInfo): string {
  return filename.slice(0, filename.length - extname(filename).length);
}
