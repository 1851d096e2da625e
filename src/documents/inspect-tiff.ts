import { BadDocumentError } from '../domain/errors';
import { statedResolution } from './tiff/page-shape';
import { TAG } from './tiff/tags';
import { readTiff, type TiffPage } from './tiff/read-tiff';

export interface InspectedTiff {
  pages: number;
  perPage: TiffPageFacts[];
}

export interface TiffPageFacts {
  /** Pixels. */
  width: number;
  height: number;
  /** Dots per inch; undefined where the file does not say. */
  xRes: number | undefined;
  yRes: number | undefined;
  compression: Compression;
}

/** The compression tag: 1 none, 2 MH, 3 G3, 4 G4. */
export type Compression = 1 | 2 | 3 | 4;

/** A4 or Letter, B4 and A3 at 200 or 204, 300 and 400 or 408 dots per inch (reference/fax.md section 1.1). */
const FAX_WIDTHS: readonly number[] = [1728, 2048, 2432, 2592, 3072, 3456, 3648, 4096, 4864];
const MAX_PIXELS = 60_000_000;

/** What a fax's TIFF holds, by its tags alone. Throws `BadDocumentError` for a TIFF that no fax machine could take. */
export function inspectTiff(file: Buffer): InspectedTiff {
  const pages = readTiff(file);
  return { pages: pages.length, perPage: pages.map(factsOf) };
}

function factsOf({ tags, pieces }: TiffPage, index: number): TiffPageFacts {
  const valueOf = (tag: number, otherwise: number): number => tags.get(tag)?.[0] ?? otherwise;
  const refuse = (what: string): BadDocumentError =>
    new BadDocumentError(
      `page ${index + 1} of the TIFF file ${what}; ` +
        'a fax needs black-and-white TIFF pages in a fax width such as 1728 pixels: save it as a fax TIFF or as a PDF',
    );

  const bits = tags.get(TAG.bitsPerSample) ?? [1];
  const samples = valueOf(TAG.samplesPerPixel, 1);
  if (samples !== 1 || bits.some((count) => count !== 1) || valueOf(TAG.photometric, 0) > 1) {
    throw refuse('is not black and white');
  }
  const compression = valueOf(TAG.compression, 1);
  if (!isFaxCompression(compression)) throw refuse(`has a compression that faxes do not use (${compression})`);
  const width = valueOf(TAG.imageWidth, 0);
  const height = valueOf(TAG.imageLength, 0);
  if (!FAX_WIDTHS.includes(width)) throw refuse(`is ${width} pixels wide`);
  if (height === 0 || width * height > MAX_PIXELS) throw refuse(`is ${height} pixels high`);
  if (pieces.every(({ length }) => length === 0)) throw refuse('has no picture');
  const { x: xRes, y: yRes } = statedResolution(tags);
  return { width, height, xRes, yRes, compression };
}

function isFaxCompression(value: number): value is Compression {
  return value >= 1 && value <= 4;
}
