import { inflateSync } from 'node:zlib';
import type { Effort } from './effort';
import { nameOf, type PdfDictionary, type PdfValue } from './pdf-value';
import { undoPrediction } from './undo-prediction';
import { UnreadablePdfError } from './unreadable-pdf';

/** Packed or not: more than any table of references or group of objects needs. */
const MAX_STREAM_BYTES = 4 * 1024 * 1024;
/** Much can be packed that comes to nothing. */
const COST_OF_PACKED_BYTE = 1 / 16;

/**
 * The content of a stream that begins at `at`. Its stated length is not used: a deflated one knows its end, and of
 * another one only what is asked for is read.
 */
export function unpackStream(
  bytes: Buffer,
  at: number,
  { dictionary, effort }: { dictionary: PdfDictionary; effort: Effort },
): Buffer {
  const packed = bytes.subarray(at, at + MAX_STREAM_BYTES);
  const filter = dictionary.get('Filter');
  if (filter === undefined) return packed;
  if (nameOf(onlyItemOf(filter)) !== 'FlateDecode') throw new UnreadablePdfError('an unusual filter');
  effort.spend(packed.length * COST_OF_PACKED_BYTE);
  const content = inflate(packed);
  effort.spend(content.length);
  const parameters = onlyItemOf(dictionary.get('DecodeParms'));
  return parameters?.kind === 'dictionary' ? undoPrediction(content, parameters.entries) : content;
}

function inflate(packed: Buffer): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength: MAX_STREAM_BYTES });
  } catch (error) {
    throw new UnreadablePdfError('a damaged or too large stream', { cause: error });
  }
}

function onlyItemOf(value: PdfValue | undefined): PdfValue | undefined {
  return value?.kind === 'array' && value.items.length === 1 ? value.items[0] : value;
}
