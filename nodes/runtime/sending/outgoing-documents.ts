import { extname } from 'node:path';
import { isUint8Array } from 'node:util/types';
import type { DocumentFolder } from '../../../src/documents/document-folder';
import { checkSize, MAX_DOCUMENT_BYTES } from '../../../src/documents/document-limits';
import { cameAsText, isContent } from '../../../src/documents/read-as-text';
import { readFromRoots } from '../../../src/documents/read-from-root';
import type { OutgoingPart } from '../../../src/documents/outgoing/outgoing-request';
import { BadDocumentError } from '../../../src/domain/errors';
import { isRecord } from '../../../src/domain/is-record';

export interface DocumentSources {
  /** `documentRoots` of settings.js. */
  roots: readonly string[];
  /** The store's folder: a message may name none of its files except those that were handed over to the flow. */
  forbidden: string;
  documents: DocumentFolder;
}

const MAX_DOCUMENTS = 20;
const SENX = 'application/x-senx';

/**
 * The documents that a message asks to send (docs/contract.md#flow-nodes, `document`): a Buffer, a path, an object
 * with a `document` or a `text`, or a list of these. Rejects with `BadDocumentError` or `BadInputError`.
 */
export async function outgoingDocuments(value: unknown, sources: DocumentSources): Promise<OutgoingPart[]> {
  const given: unknown[] = Array.isArray(value) ? value : [value];
  if (given.length === 0) throw new BadDocumentError('there is no document to fax');
  if (given.length > MAX_DOCUMENTS) {
    throw new BadDocumentError(`a fax can have at most ${MAX_DOCUMENTS} documents: join them first`);
  }
  const outgoing: OutgoingPart[] = [];
  let size = 0;
  // One after the other, so that no more is in memory than one fax may have.
  for (const one of given) {
    const document = await outgoingDocument(one, sources);
    size += 'bytes' in document ? document.bytes.length : 0;
    checkSize(size);
    outgoing.push(document);
  }
  return outgoing;
}

async function outgoingDocument(value: unknown, sources: DocumentSources): Promise<OutgoingPart> {
  if (isUint8Array(value)) return { bytes: toBuffer(value) };
  const { roots, forbidden, documents } = sources;
  if (typeof value === 'string') return labelled(await readFromRoots(pathOf(value), { roots, forbidden }), value);
  if (!isRecord(value)) throw noDocument();
  if (typeof value.text === 'string' && value.document === undefined) return { text: value.text };
  if (!isRecord(value.document)) throw noDocument();
  const { data, path, type } = value.document;
  const bytes = bytesOf(data);
  if (bytes) return labelled(bytes, '', type);
  if (typeof data === 'string' && isContent(data)) throw cameAsText();
  if (typeof path !== 'string') throw noDocument();
  const allowed = documents.flowFolder;
  return labelled(await readFromRoots(pathOf(path), { roots, forbidden, allowed }), path);
}

function pathOf(text: string): string {
  if (isContent(text)) throw cameAsText();
  return text;
}

/** Bytes as a Buffer or typed array, or as JSON represents a Buffer. */
function bytesOf(data: unknown): Buffer | undefined {
  if (isUint8Array(data)) return toBuffer(data);
  if (!isRecord(data) || data.type !== 'Buffer' || !Array.isArray(data.data)) return undefined;
  const bytes: unknown[] = data.data;
  if (bytes.length > MAX_DOCUMENT_BYTES) checkSize(bytes.length);
  return bytes.every(isByte) ? Buffer.from(bytes) : undefined;
}

function isByte(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xff;
}

/** A copy, because bytes from a flow's context are shared and may change while they are being written. */
function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

/**
 * SENx cannot be recognised by its bytes, but by the file's ending or the type that is given with the bytes.
 */
function labelled(bytes: Buffer, path: string, type?: unknown): OutgoingPart {
  const isSenx = extname(path).toLowerCase() === '.senx' || type === SENX;
  return isSenx ? { bytes, isSenx } : { bytes };
}

function noDocument(): BadDocumentError {
  return new BadDocumentError(
    'there is no document to fax: give a Buffer, the path of a file, a received fax, { text }, or a list of these',
  );
}
