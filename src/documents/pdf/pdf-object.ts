import type { Effort } from './effort';
import { PdfParser } from './pdf-parser';
import type { PdfDictionary, PdfValue } from './pdf-value';
import { UnreadablePdfError } from './unreadable-pdf';
import { unpackStream } from './unpack-stream';

export interface PdfStream {
  dictionary: PdfDictionary;
  content: Buffer;
}

interface Place {
  offset: number;
  /** The number that the object must have; any, where absent. */
  number?: number;
  effort: Effort;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The value of `n g obj …` at an offset. */
export function readObject(bytes: Buffer, place: Place): PdfValue {
  return openObject(bytes, place).value();
}

/** The stream of `n g obj << … >> stream …` at an offset, unpacked. */
export function readStream(bytes: Buffer, place: Place): PdfStream {
  const parser = openObject(bytes, place);
  const dictionary = parser.dictionary();
  if (parser.keyword() !== 'stream') throw new UnreadablePdfError('no stream');
  let at = parser.position;
  if (bytes[at] === CARRIAGE_RETURN) at += 1;
  if (bytes[at] === LINE_FEED) at += 1;
  return { dictionary, content: unpackStream(bytes, at, { dictionary, effort: place.effort }) };
}

function openObject(bytes: Buffer, { offset, number, effort }: Place): PdfParser {
  const parser = new PdfParser(bytes, offset, effort);
  const found = parser.count();
  parser.count();
  if (parser.keyword() !== 'obj' || (number !== undefined && found !== number)) {
    throw new UnreadablePdfError('another object than expected');
  }
  return parser;
}
