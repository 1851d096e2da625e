import { deflateSync } from 'node:zlib';
import { BadDocumentError } from '../../domain/errors';
import { SOUND, type LineQuality } from '../bilevel/line-quality';
import { greySamples } from '../tiff/grey-samples';
import { isBlackAndWhite } from '../tiff/is-black-and-white';
import { orientationOf, resolutionOf } from '../tiff/page-shape';
import type { TiffPage } from '../tiff/read-tiff';
import type { WrappedPage } from './wrap-pages';
import { wrapTiffPage } from './wrap-tiff-page';

/** Prepares a page of a TIFF for a PDF: black and white if it is, otherwise grey. Throws `BadDocumentError`. */
export function wrapAnyPage(page: TiffPage, isLittleEndian: boolean): { wrapped: WrappedPage; quality: LineQuality } {
  if (isBlackAndWhite(page)) return wrapTiffPage(page);
  const grey = greySamples(page, isLittleEndian);
  if (!grey)
    throw new BadDocumentError('a page of the TIFF file is compressed in a way that cannot be faxed: save it as PDF');
  const { width, height, samples } = grey;
  const wrapped = {
    width,
    height,
    resolution: resolutionOf(page.tags, grey),
    orientation: orientationOf(page.tags),
    coding: '/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode',
    bytes: deflateSync(samples, { level: 1 }),
  };
  return { wrapped, quality: SOUND };
}
