import { BadDocumentError } from '../../domain/errors';
import { G4Encoder } from '../ccitt/g4-encoder';
import { decodePage } from './decode-page';
import { faxPictureOf } from './fax-picture';
import { MAX_TIFF_PAGES, readTiff, type TiffPage } from './read-tiff';
import { COMPRESSION, TAG, WHITE_IS_ZERO } from './tags';
import { writeTiff, type WrittenPage } from './write-tiff';

/**
 * Joins the pages of one or more fax TIFFs into one and renumbers them. Pictures in strips are not encoded again.
 * Throws `BadDocumentError` for an unreadable file.
 */
export function joinTiffs(files: readonly Buffer[]): Buffer {
  const pages = files.flatMap(readTiff);
  if (pages.length > MAX_TIFF_PAGES) {
    throw new BadDocumentError(`the TIFF files have more than ${MAX_TIFF_PAGES} pages together`);
  }
  return writeTiff(pages.map((page) => (page.isTiled ? inOneStrip(page) : { tags: page.tags, strips: page.pieces })));
}

/** Turns tiles into a strip, because fax services do not support tiles. */
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
