import { addQuality, SOUND, type LineQuality } from '../bilevel/line-quality';
import { createRow, invertRow, copyRow, readRow, writeRow, type RowSink } from '../bilevel/row';
import { decodeStrip, type CcittCoding } from '../ccitt/decode-strip';
import { DecodedRows, type Size } from '../ccitt/decoded-rows';
import { reverseBits } from './bit-order';
import type { FaxPicture } from './fax-picture';
import { unpackPiece } from './unpack-piece';
import { COMPRESSION } from './tags';

/**
 * Decodes a black-and-white page. The sink gets exactly as many rows as the page has, even if its bytes are damaged.
 * The result says how many of them were unreadable.
 */
export function decodePage(pieces: readonly Buffer[], picture: FaxPicture, sink: RowSink): LineQuality {
  const { width, isInverted, pieceWidth } = picture;
  const wanted = isInverted ? inverting(width, sink) : sink;
  return pieceWidth === width ? decodeStrips(pieces, picture, wanted) : decodeTiles(pieces, picture, wanted);
}

function inverting(width: number, sink: RowSink): RowSink {
  const inverted = createRow(width);
  return (row) => {
    copyRow(row, inverted, width);
    invertRow(inverted, width);
    sink(inverted);
  };
}

function decodeStrips(pieces: readonly Buffer[], picture: FaxPicture, sink: RowSink): LineQuality {
  const { width, height, pieceHeight } = picture;
  let quality = SOUND;
  for (let top = 0, index = 0; top < height; top += pieceHeight, index++) {
    const size = { width, height: Math.min(pieceHeight, height - top) };
    quality = addQuality(quality, decodePiece(pieces[index], size, picture, sink));
  }
  return quality;
}

/** Decodes one row of tiles at a time. */
function decodeTiles(pieces: readonly Buffer[], picture: FaxPicture, sink: RowSink): LineQuality {
  const { width, height, pieceWidth, pieceHeight } = picture;
  const across = Math.ceil(width / pieceWidth);
  const tileStride = pieceWidth / 8;
  const stride = across * tileStride;
  const band = new Uint8Array(stride * Math.min(pieceHeight, height));
  const row = createRow(width);
  let quality = SOUND;
  for (let top = 0, index = 0; top < height; top += pieceHeight, index += across) {
    const size = { width: pieceWidth, height: Math.min(pieceHeight, height - top) };
    band.fill(0);
    for (let tile = 0; tile < across; tile++) {
      let at = tile * tileStride;
      const draw: RowSink = (part) => {
        writeRow(part, band, at);
        at += stride;
      };
      quality = addQuality(quality, decodePiece(pieces[index + tile], size, picture, draw));
    }
    for (let y = 0; y < size.height; y++) {
      readRow(row, band, y * stride, width);
      sink(row);
    }
  }
  return quality;
}

function decodePiece(piece: Buffer | undefined, size: Size, picture: FaxPicture, sink: RowSink): LineQuality {
  const given = piece ?? Buffer.alloc(0);
  const bytes = picture.isMsbFirst ? given : reverseBits(given);
  const { compression } = picture;
  switch (compression) {
    case COMPRESSION.rle:
      return decodeStrip(bytes, size, { scheme: 'rle', alignment: 8 }, sink);
    case COMPRESSION.rleByWords:
      return decodeStrip(bytes, size, { scheme: 'rle', alignment: 16 }, sink);
    case COMPRESSION.g3:
      return decodeStrip(bytes, size, g3Of(picture), sink);
    case COMPRESSION.g4:
      return decodeStrip(bytes, size, { scheme: 'g4' }, sink);
    case COMPRESSION.none:
    case COMPRESSION.packBits:
    case COMPRESSION.lzw:
    case COMPRESSION.deflate:
    case COMPRESSION.oldDeflate: {
      const pixels = unpackPiece(bytes, compression, Math.ceil(size.width / 8) * size.height);
      return giveOutPixels(pixels, size, sink);
    }
  }
}

function g3Of({ isTwoDimensional }: FaxPicture): CcittCoding {
  return { scheme: 'g3', isTwoDimensional };
}

function giveOutPixels(pixels: Uint8Array, size: Size, sink: RowSink): LineQuality {
  const rows = new DecodedRows(size, sink);
  const stride = Math.ceil(size.width / 8);
  for (let at = 0; at + stride <= pixels.length && !rows.isFull; at += stride) {
    readRow(rows.current, pixels, at, size.width);
    rows.good();
  }
  return rows.finish();
}
