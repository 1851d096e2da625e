import type { LineQuality } from '../bilevel/line-quality';
import { BitReader } from '../ccitt/bit-reader';
import { readEndOfLine } from '../ccitt/end-of-line';
import { G4Encoder } from '../ccitt/g4-encoder';
import { reverseBits } from '../tiff/bit-order';
import { decodePage } from '../tiff/decode-page';
import { faxPictureOf, type FaxPicture } from '../tiff/fax-picture';
import { orientationOf, resolutionOf } from '../tiff/page-shape';
import type { TiffPage } from '../tiff/read-tiff';
import { COMPRESSION } from '../tiff/tags';
import type { WrappedPage } from './wrap-pages';

/**
 * Prepares a black-and-white page of a TIFF for a PDF. An undamaged picture in one strip stays as it is encoded. Any
 * other is encoded again as one strip of G4, without loss: several strips would show seams in some PDF readers, and a
 * damaged picture would look different in each. Throws `BadDocumentError`.
 */
export function wrapTiffPage(page: TiffPage): { wrapped: WrappedPage; quality: LineQuality } {
  const picture = faxPictureOf(page);
  const { width, height } = picture;
  const shape = {
    width,
    height,
    resolution: resolutionOf(page.tags, picture),
    orientation: orientationOf(page.tags),
  };
  const asItIs = codedStrip(page, picture);
  if (asItIs) {
    const quality = decodePage(page.pieces, picture, () => undefined);
    if (quality.badLines === 0) return { wrapped: { ...shape, ...asItIs }, quality };
  }
  const encoder = new G4Encoder(width);
  const quality = decodePage(page.pieces, picture, (row) => encoder.add(row));
  const coding = imageCoding(picture, { k: -1, isInverted: false });
  return { wrapped: { ...shape, coding, bytes: encoder.finish() }, quality };
}

/** The strip as it is, with its coding in PDF's terms; undefined when PDF cannot express it. */
function codedStrip(
  { pieces, isTiled }: TiffPage,
  picture: FaxPicture,
): { coding: string; bytes: Uint8Array } | undefined {
  const [strip, ...more] = pieces;
  if (!strip || more.length > 0 || isTiled) return undefined;
  const { isMsbFirst, isInverted, compression, isTwoDimensional } = picture;
  const bytes = isMsbFirst ? strip : reverseBits(strip);
  switch (compression) {
    case COMPRESSION.g4:
      return { bytes, coding: imageCoding(picture, { k: -1, isInverted }) };
    case COMPRESSION.rle:
      return { bytes, coding: imageCoding(picture, { k: 0, isInverted, more: ' /EncodedByteAlign true' }) };
    case COMPRESSION.g3: {
      if (!readEndOfLine(new BitReader(bytes))) return undefined;
      const k = isTwoDimensional ? 1 : 0;
      return { bytes, coding: imageCoding(picture, { k, isInverted, more: ' /EndOfLine true' }) };
    }
    case COMPRESSION.rleByWords:
    case COMPRESSION.none:
    case COMPRESSION.packBits:
    case COMPRESSION.lzw:
    case COMPRESSION.deflate:
    case COMPRESSION.oldDeflate:
      return undefined;
  }
}

function imageCoding(
  { width, height }: FaxPicture,
  { k, isInverted, more = '' }: { k: number; isInverted: boolean; more?: string },
): string {
  const colours = isInverted ? ' /BlackIs1 true' : '';
  const parameters = `<< /K ${k} /Columns ${width} /Rows ${height}${colours}${more} >>`;
  return `/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms ${parameters}`;
}
