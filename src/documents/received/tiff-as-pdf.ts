import { wrapAnyPage } from '../pdf-wrap/wrap-any-page';
import { wrapPages } from '../pdf-wrap/wrap-pages';
import type { TiffPage } from '../tiff/read-tiff';
import { OutputLimit } from './output-limit';
import { qualityOf, sizeOf, warningOf } from './page-facts';
import type { ConvertedPages } from './received-request';

/** All pages as one PDF. */
export function tiffAsPdf(pages: readonly TiffPage[], isLittleEndian: boolean, progress: () => void): ConvertedPages {
  const limit = new OutputLimit();
  const warnings: string[] = [];
  const wrapped = pages.map((page, index) => {
    limit.takePixels(sizeOf(page.tags));
    const one = wrapAnyPage(page, isLittleEndian);
    limit.takeBytes(one.wrapped.bytes.length);
    const warning = warningOf(index + 1, one.wrapped.height, qualityOf(page.tags, one.quality));
    if (warning !== undefined) warnings.push(warning);
    progress();
    return one.wrapped;
  });
  return { files: [wrapPages(wrapped)], warnings };
}
