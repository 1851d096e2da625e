import type { LineQuality } from '../bilevel/line-quality';
import type { Tags } from '../tiff/read-tags';
import { TAG } from '../tiff/tags';

/** The page's size in pixels, by its tags. */
export function sizeOf(tags: Tags): { width: number; height: number } {
  return { width: tags.get(TAG.imageWidth)?.[0] ?? 0, height: tags.get(TAG.imageLength)?.[0] ?? 0 };
}

/** The worse of two counts: the damage found while decoding, and what the receiving machine wrote into the tags. */
export function qualityOf(tags: Tags, found: LineQuality): LineQuality {
  const stated = (tag: number): number => tags.get(tag)?.[0] ?? 0;
  return {
    badLines: Math.max(found.badLines, stated(TAG.badFaxLines)),
    longestBadRun: Math.max(found.longestBadRun, stated(TAG.consecutiveBadFaxLines)),
  };
}

/** A warning for the recipient of the fax; undefined for a page without damage. */
export function warningOf(page: number, lines: number, { badLines, longestBadRun }: LineQuality): string | undefined {
  if (badLines === 0) return undefined;
  const together = longestBadRun > 1 ? `, ${longestBadRun} of them in a row` : '';
  return `page ${page}: ${badLines} of ${lines} lines are damaged${together}`;
}
