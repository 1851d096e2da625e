import { wrapPages } from '../pdf-wrap/wrap-pages';
import { wrapTiffPage } from '../pdf-wrap/wrap-tiff-page';
import type { TiffPage } from '../tiff/read-tiff';
import type { ConvertedPages } from './convert-received';
import { OutputLimit } from './output-limit';
import { qualityOf, warningOf } from './page-warning';

/** All pages as one PDF. */
export function tiffAsPdf(pages: readonly TiffPage[], progress: () => void): ConvertedPages {
  const limit = new OutputLimit();
  const warnings: string[] = [];
  const wrapped = pages.map((page, index) => {
    const one = wrapTiffPage(page);
    limit.take(one.wrapped.bytes.length);
    const warning = warningOf(index + 1, one.wrapped.height, qualityOf(page.tags, one.quality));
    if (warning !== undefined) warnings.push(warning);
    progress();
    return one.wrapped;
  });
  return { files: [wrapPages(wrapped)], warnings };
}
