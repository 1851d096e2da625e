import { Readable } from 'node:stream';
import { ProviderUnavailableError } from '../../../domain/errors';
import { tooLarge } from '../../http/bad-answer';
import { startingWith } from '../../http/starting-with';
import type { WriteDocument, ReceivedDocument } from '../../provider';
import { FaxImageScanner } from './fax-image-scanner';

/** Far more than any fax; keeps an endless answer from filling the disk. */
const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

export interface FaxReply<T> {
  /** The answer without its document. */
  reply: T;
  document: ReceivedDocument | undefined;
}

/**
 * Streams the document of an answer to `writeDocument` and hands the rest of the answer to `parse`, as text. The stream
 * ends only after `parse` has accepted the answer; if `parse` throws, the stream fails, so that no document of a broken
 * answer is kept. `writeDocument` is not called for an answer without a document.
 */
export async function readFaxReply<T>(
  body: AsyncIterable<Buffer>,
  writeDocument: WriteDocument,
  parse: (text: string, hasDocument: boolean) => T,
): Promise<FaxReply<T>> {
  const result: ReadResult<T> = {};
  const pieces = documentPieces(body, parse, result);
  try {
    const first = await pieces.next();
    const document = first.done
      ? undefined
      : await writeDocument(Readable.from(startingWith(first.value, pieces), { objectMode: false }));
    if (result.parsed === undefined) throw unread();
    return { reply: result.parsed.reply, document };
  } catch (thrown) {
    // `writeDocument` may have wrapped the stream's error, but the caller needs the original one.
    throw result.failure === undefined ? thrown : result.failure.thrown;
  } finally {
    // Not awaited, because the connection may be silent until its own deadline ends it.
    pieces.return().catch(() => undefined);
  }
}

interface ReadResult<T> {
  parsed?: { reply: T };
  failure?: { thrown: unknown };
}

/** The document's bytes, without empty chunks. */
async function* documentPieces<T>(
  body: AsyncIterable<Buffer>,
  parse: (text: string, hasDocument: boolean) => T,
  result: ReadResult<T>,
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
    result.parsed = { reply: parse(scanner.end(), size > 0) };
  } catch (thrown) {
    result.failure = { thrown };
    throw thrown;
  }
}

function unread(): ProviderUnavailableError {
  return new ProviderUnavailableError('the document was not read to its end', { reason: 'aborted' });
}
