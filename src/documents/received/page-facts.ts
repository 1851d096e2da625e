import type { LineQuality } from '../bilevel/line-quality';
import type { Tags } from '../tiff/read-tags';
import { TAG } from '../tiff/tags';

/** In pixels, as the page claims. */
export function sizeOf(tags: Tags): { width: number; height: number } {
  return { width: tags.get(TAG.imageWidth)?.[0] ?? 0, height: tags.get(TAG.imageLength)?.[0] ?? 0 };
}

/** The worse of what was found in a page and what its receiver wrote into it. */
export function qualityOf(tags: Tags, found: LineQuality): LineQuality {
  const told = (tag: number): number => tags.get(tag)?.[0] ?? 0;
  return {
    badLines: Math.max(found.badLines, told(TAG.badFaxLines)),
    longestBadRun: Math.max(found.longestBadRun, told(TAG.consecutiveBadFaxLines)),
  };
}

/** In words, for who gets the fax; undefined for a page that came through well. */
export function warningOf(page: number, lines: number, { badLines, longestBadRun }: LineQuality): string | undefined {
  if (badLines === 0) return undefined;
  const together = longestBadRun > 1 ? `, ${longestBadRun} of them in a row` : '';
  return `page ${page}: ${badLines} of ${lines} lines are damaged${together}`;
}
