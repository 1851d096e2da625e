import { BadDocumentError } from '../../domain/errors';
import { MAX_PIXELS } from '../tiff/fax-picture';

/** The range of JPEG markers that begin a frame, which states the size; `other` markers in it mean something else. */
const FRAMES = { first: 0xc0, last: 0xcf, other: [0xc4, 0xc8, 0xcc] };
const SCAN = 0xda;
const PNG_HEADER_BYTES = 8;
/** The length, type and checksum of a PNG chunk. */
const CHUNK_BYTES = 12;

/** Throws `BadDocumentError` for a picture that, by its own header, would need too much memory. */
export function checkPictureSize(bytes: Buffer, kind: 'png' | 'jpeg'): void {
  if (kind === 'png') checkChunks(bytes);
  const { width, height } = kind === 'png' ? pngSize(bytes) : jpegSize(bytes);
  if (width < 1 || height < 1) throw new BadDocumentError('the picture is damaged: it has no size');
  if (width * height <= MAX_PIXELS) return;
  throw new BadDocumentError(`the picture is ${width} × ${height} pixels large: make it smaller`);
}

/** The library would read a chunk that claims to be longer than the file byte by byte, for up to four gigabytes. */
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

/** Goes from segment to segment, each of which states its length. */
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
