import { MAX_PIXELS } from './fax-picture';
import type { TiffPage } from './read-tiff';
import { COMPRESSION, TAG } from './tags';
import { unpackPiece, type PixelCompression } from './unpack-piece';

/** Eight bits per pixel, 255 = white. */
export interface GreySamples {
  width: number;
  height: number;
  samples: Uint8Array;
}

const COMPRESSIONS: readonly number[] = [
  COMPRESSION.none,
  COMPRESSION.packBits,
  COMPRESSION.lzw,
  COMPRESSION.deflate,
  COMPRESSION.oldDeflate,
];
const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3 } as const;
const CHUNKY = 1;
const DIFFERENCES = 2;
const WHITE = 255;

/** How the samples of a page are stored. */
interface Layout {
  width: number;
  height: number;
  pieceWidth: number;
  pieceHeight: number;
  bits: number;
  samples: number;
  compression: PixelCompression;
  hasDifferences: boolean;
  isLittleEndian: boolean;
  grey: (sample: (index: number) => number) => number;
}

/** Reads a grey or coloured page as grey; undefined for a coding that is not supported, such as JPEG. */
export function greySamples(page: TiffPage, isLittleEndian: boolean): GreySamples | undefined {
  const layout = layoutOf(page, isLittleEndian);
  if (!layout) return undefined;
  const { width, height, pieceWidth, pieceHeight } = layout;
  const samples = new Uint8Array(width * height).fill(WHITE);
  const across = Math.ceil(width / pieceWidth);
  page.pieces.forEach((piece, index) => {
    const left = (index % across) * pieceWidth;
    const top = Math.floor(index / across) * pieceHeight;
    if (top < height) drawPiece(piece, layout, { left, top, samples });
  });
  return { width, height, samples };
}

function drawPiece(
  piece: Buffer,
  layout: Layout,
  { left, top, samples }: { left: number; top: number; samples: Uint8Array },
): void {
  const { width, height, pieceWidth, pieceHeight, bits, samples: perPixel } = layout;
  const stride = Math.ceil((pieceWidth * perPixel * bits) / 8);
  const bytes = Buffer.from(unpackPiece(piece, layout.compression, stride * pieceHeight));
  for (let y = 0; y < Math.min(pieceHeight, height - top) && (y + 1) * stride <= bytes.length; y++) {
    const row = bytes.subarray(y * stride, (y + 1) * stride);
    if (layout.hasDifferences) addUp(row, layout);
    for (let x = 0; x < Math.min(pieceWidth, width - left); x++) {
      samples[(top + y) * width + left + x] = layout.grey((index) => sampleAt(row, x * perPixel + index, layout));
    }
  }
}

/** A sample of up to 8 bits, or the upper half of one with 16. */
function sampleAt(row: Buffer, index: number, { bits, isLittleEndian }: Layout): number {
  if (bits === 8) return row[index] ?? 0;
  if (bits === 16) return row[index * 2 + (isLittleEndian ? 1 : 0)] ?? 0;
  const at = index * bits;
  return ((row[at >> 3] ?? 0) >> (8 - bits - (at & 7))) & ((1 << bits) - 1);
}

/**
 * Undoes differencing: each sample is stored as its difference from that of the pixel before (TIFF 6.0, section 14).
 */
function addUp(row: Buffer, { bits, samples, isLittleEndian }: Layout): void {
  if (bits === 8) {
    for (let at = samples; at < row.length; at++) row[at] = ((row[at] ?? 0) + (row[at - samples] ?? 0)) & 0xff;
    return;
  }
  const read = (at: number): number => (isLittleEndian ? row.readUInt16LE(at) : row.readUInt16BE(at));
  for (let at = samples * 2; at + 1 < row.length; at += 2) {
    const value = (read(at) + read(at - samples * 2)) & 0xffff;
    if (isLittleEndian) row.writeUInt16LE(value, at);
    else row.writeUInt16BE(value, at);
  }
}

function layoutOf({ tags, isTiled }: TiffPage, isLittleEndian: boolean): Layout | undefined {
  const valueOf = (tag: number, otherwise: number): number => tags.get(tag)?.[0] ?? otherwise;
  const [bits = 1, ...others] = tags.get(TAG.bitsPerSample) ?? [1];
  const samples = valueOf(TAG.samplesPerPixel, 1);
  const compression = valueOf(TAG.compression, COMPRESSION.none);
  const [width, height] = [valueOf(TAG.imageWidth, 0), valueOf(TAG.imageLength, 0)];
  const pieceWidth = isTiled ? valueOf(TAG.tileWidth, 0) : width;
  const pieceHeight = isTiled
    ? valueOf(TAG.tileLength, 0)
    : Math.min(valueOf(TAG.rowsPerStrip, height) || height, height);
  const hasDifferences = valueOf(TAG.predictor, 1) === DIFFERENCES;
  const grey = greyOf(valueOf(TAG.photometric, PHOTOMETRIC.blackIsZero), bits, tags.get(TAG.colorMap));
  const isRead =
    isPixelCompression(compression) &&
    [1, 2, 4, 8, 16].includes(bits) &&
    others.every((other) => other === bits) &&
    samples >= 1 &&
    samples <= 5 &&
    (valueOf(TAG.planarConfiguration, CHUNKY) === CHUNKY || samples === 1) &&
    (!hasDifferences || bits >= 8) &&
    [width, height, pieceWidth, pieceHeight].every((side) => side >= 1 && side <= 0xffff) &&
    width * height <= MAX_PIXELS &&
    pieceWidth * pieceHeight <= MAX_PIXELS;
  if (!isRead || !grey) return undefined;
  return { width, height, pieceWidth, pieceHeight, bits, samples, compression, hasDifferences, isLittleEndian, grey };
}

function isPixelCompression(value: number): value is PixelCompression {
  return COMPRESSIONS.includes(value);
}

/** The conversion of a pixel's samples to grey, by the photometric tag. */
function greyOf(photometric: number, bits: number, colours: readonly number[] = []): Layout['grey'] | undefined {
  const most = bits >= 8 ? 255 : (1 << bits) - 1;
  switch (photometric) {
    case PHOTOMETRIC.whiteIsZero:
      return (sample) => WHITE - (sample(0) * WHITE) / most;
    case PHOTOMETRIC.blackIsZero:
      return (sample) => (sample(0) * WHITE) / most;
    case PHOTOMETRIC.rgb:
      return (sample) => (luminance(sample(0), sample(1), sample(2)) * WHITE) / most;
    case PHOTOMETRIC.palette: {
      const size = colours.length / 3;
      const part = (index: number): number => (colours[index] ?? 0) >> 8;
      return (sample) => luminance(part(sample(0)), part(size + sample(0)), part(2 * size + sample(0)));
    }
    default:
      return undefined;
  }
}

/** The weights of ITU-R BT.601. */
function luminance(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
