import { BadDocumentError } from '../../domain/errors';
import { MAX_PIXELS } from '../tiff/fax-picture';

/** JPEG's markers that begin a frame, and so tell its size; the others in this range mean something else. */
const FRAMES = { first: 0xc0, last: 0xcf, other: [0xc4, 0xc8, 0xcc] };
const SCAN = 0xda;
const PNG_HEADER_BYTES = 8;
/** Length, type and sum of a chunk of a PNG. */
const CHUNK_BYTES = 12;

/** Throws `BadDocumentError` for a picture that would fill the memory, by what it says of itself. */
export function checkPictureSize(bytes: Buffer, kind: 'png' | 'jpeg'): void {
  if (kind === 'png') checkChunks(bytes);
  const { width, height } = kind === 'png' ? pngSize(bytes) : jpegSize(bytes);
  if (width < 1 || height < 1) throw new BadDocumentError('the picture is damaged: it has no size');
  if (width * height <= MAX_PIXELS) return;
  throw new BadDocumentError(`the picture is ${width} × ${height} pixels large: make it smaller`);
}

/** A chunk that is longer than the file would be read byte by byte, up to four gigabytes of nothing. */
function checkChunks(png: Buffer): void {
  for (let at = PNG_HEADER_BYTES; at + CHUNK_BYTES <= png.length; at += CHUNK_BYTES + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IEND') return;
  }
  throw new BadDocumentError('the picture is damaged: its end is missing');
}

function pngSize(bytes: Buffer): { width: number; height: number } {
  if (bytes.length < 24) return { width: 0, height: 0 };
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** From segment to segment, each of which tells its length. */
function jpegSize(bytes: Buffer): { width: number; height: number } {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= FRAMES.first && marker <= FRAMES.last && !FRAMES.other.includes(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    if (marker === SCAN) break;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return { width: 0, height: 0 };
}
