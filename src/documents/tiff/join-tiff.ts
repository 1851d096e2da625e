import { BadDocumentError } from '../../domain/errors';
import { G4Encoder } from '../ccitt/g4-encoder';
import { decodePage } from './decode-page';
import { faxPictureOf } from './fax-picture';
import { MAX_TIFF_PAGES, readTiff, type TiffPage } from './read-tiff';
import { COMPRESSION, TAG, WHITE_IS_ZERO } from './tags';
import { writeTiff, type WrittenPage } from './write-tiff';

/**
 * One TIFF of all pages of fax TIFFs in order, numbered anew; every picture in strips stays as it was encoded. At least
 * one file. Throws `BadDocumentError` where one cannot be read.
 */
export function joinTiffs(files: readonly Buffer[]): Buffer {
  const pages = files.flatMap(readTiff);
  if (pages.length > MAX_TIFF_PAGES) {
    throw new BadDocumentError(`the TIFF files have more than ${MAX_TIFF_PAGES} pages together`);
  }
  return writeTiff(pages.map((page) => (page.isTiled ? inOneStrip(page) : { tags: page.tags, strips: page.pieces })));
}

/** Fax machines know no tiles. */
function inOneStrip(page: TiffPage): WrittenPage {
  const picture = faxPictureOf(page);
  const encoder = new G4Encoder(picture.width);
  decodePage(page.pieces, picture, (row) => encoder.add(row));
  const tags = new Map(page.tags)
    .set(TAG.compression, [COMPRESSION.g4])
    .set(TAG.photometric, [WHITE_IS_ZERO])
    .set(TAG.fillOrder, [1])
    .set(TAG.rowsPerStrip, [picture.height])
    .set(TAG.t6Options, [0]);
  tags.delete(TAG.t4Options);
  return { tags, strips: [encoder.finish()] };
}
