import { MAX_PIXELS } from '../tiff/fax-picture';
import { isBlackAndWhite } from '../tiff/is-black-and-white';
import { statedResolution } from '../tiff/page-shape';
import type { TiffPage } from '../tiff/read-tiff';
import { COMPRESSION, TAG } from '../tiff/tags';

/** In pixels: A4 or Letter, B4 and A3 at 200 or 204, 300, and 400 or 408 dots per inch. */
const FAX_WIDTHS: readonly number[] = [1728, 2048, 2432, 2592, 3072, 3456, 3648, 4096, 4864];
const FAX_COMPRESSIONS: readonly number[] = [COMPRESSION.none, COMPRESSION.rle, COMPRESSION.g3, COMPRESSION.g4];
/** The range of fax resolutions. Fax programs refuse the 72 dots per inch that some scanners write. */
const DOTS_PER_INCH = { least: 90, most: 420 };

/** Whether this page can be sent as it is, judged by its tags alone. */
export function isFaxTiff({ tags, pieces, isTiled }: TiffPage): boolean {
  const valueOf = (tag: number, otherwise: number): number => tags.get(tag)?.[0] ?? otherwise;
  const width = valueOf(TAG.imageWidth, 0);
  const height = valueOf(TAG.imageLength, 0);
  return (
    isBlackAndWhite({ tags }) &&
    FAX_COMPRESSIONS.includes(valueOf(TAG.compression, COMPRESSION.none)) &&
    FAX_WIDTHS.includes(width) &&
    height > 0 &&
    width * height <= MAX_PIXELS &&
    !isTiled &&
    pieces.some(({ length }) => length > 0) &&
    hasFaxResolution({ tags })
  );
}

/** True for a file that does not state its resolution, because its width has been checked. */
function hasFaxResolution({ tags }: Pick<TiffPage, 'tags'>): boolean {
  const { x, y } = statedResolution(tags);
  return [x, y].every((dots) => dots === undefined || (dots >= DOTS_PER_INCH.least && dots <= DOTS_PER_INCH.most));
}
