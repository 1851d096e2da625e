import { Readable } from 'node:stream';
import { ProviderUnavailableError } from '../../../domain/errors';
import { tooLarge } from '../../http/bad-answer';
import type { WriteDocument, ReceivedDocument } from '../../provider';
import { FaxImageScanner } from './fax-image-scanner';

/** Far above any fax; it only keeps an answer without end from filling the disk. */
const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

export interface FaxReply<T> {
  /** The answer without its document. */
  reply: T;
  document: ReceivedDocument | undefined;
}

/**
 * Streams the document of an answer by `writeDocument` and the rest of it, as text, through `parse`. The stream ends only
 * after `parse` has accepted the whole answer and fails with its error otherwise, so that the receiver keeps nothing of
 * a broken one. `writeDocument` is not called where there is no document.
 */
export async function readFaxReply<T>(
  body: AsyncIterable<Buffer>,
  writeDocument: WriteDocument,
  parse: (text: string, hasDocument: boolean) => T,
): Promise<FaxReply<T>> {
  const told: Told<T> = {};
  const pieces = documentPieces(body, parse, told);
  try {
    const first = await pieces.next();
    const document = first.done
      ? undefined
      : await writeDocument(Readable.from(startingWith(first.value, pieces), { objectMode: false }));
    if (told.parsed === undefined) throw unread();
    return { reply: told.parsed.reply, document };
  } catch (thrown) {
    // The receiver may have wrapped what its stream failed with; the cause is the provider's all the same.
    throw told.failure === undefined ? thrown : told.failure.thrown;
  } finally {
    // Not awaited: the connection under it may be silent, and its own deadline ends it.
    pieces.return().catch(() => undefined);
  }
}

interface Told<T> {
  parsed?: { reply: T };
  failure?: { thrown: unknown };
}

/** The document's bytes, no piece of them empty. */
async function* documentPieces<T>(
  body: AsyncIterable<Buffer>,
  parse: (text: string, hasDocument: boolean) => T,
  told: Told<T>,
): AsyncGenerator<Buffer, void, undefined> {
  const scanner = new FaxImageScanner();
  let size = 0;
  try {
    for await (const piece of body) {
      const bytes = scanner.push(piece);
      size += bytes.length;
      if (size > MAX_DOCUMENT_BYTES) throw tooLarge();
      if (bytes.length > 0) yield bytes;
    }
    told.parsed = { reply: parse(scanner.end(), size > 0) };
  } catch (thrown) {
    told.failure = { thrown };
    throw thrown;
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  yield* rest;
}

function unread(): ProviderUnavailableError {
  return new ProviderUnavailableError('the document was not read to its end', { reason: 'aborted' });
}
