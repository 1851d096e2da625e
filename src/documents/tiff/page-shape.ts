import type { Tags } from './read-tags';
import { TAG } from './tags';

/** Dots per inch. */
export interface Resolution {
  x: number;
  y: number;
}

const CENTIMETRES = 3;
const NO_UNIT = 1;
const CENTIMETRES_PER_INCH = 2.54;
/**
 * A stated resolution that makes the page wider than A3 landscape must be wrong. Scans that claim 72 dpi are common.
 */
const WIDEST_INCHES = 17;
/** More dots per inch than any scanner has. */
const FINEST = 2400;
/** 1728 pixels at 204 dots per inch, and the same paper at other resolutions. */
const FAX_INCHES = 1728 / 204;
const FINE = 196 / 204;
const STANDARD = 98 / 204;

/** The resolution in the tags; undefined where they have none. */
export function statedResolution(tags: Tags): { x: number | undefined; y: number | undefined } {
  const inch = tags.get(TAG.resolutionUnit)?.[0] === CENTIMETRES ? CENTIMETRES_PER_INCH : 1;
  const of = (tag: number): number | undefined => {
    const [numerator = 0, denominator = 1] = tags.get(tag) ?? [];
    const value = (numerator / denominator) * inch;
    return Number.isFinite(value) && value > 0 ? value : undefined;
  };
  return { x: of(TAG.xResolution), y: of(TAG.yResolution) };
}

/** A resolution with which the page has the size of a real sheet, even if the tags are wrong or missing. */
export function resolutionOf(tags: Tags, { width, height }: { width: number; height: number }): Resolution {
  const { x, y } = statedResolution(tags);
  const hasUnit = tags.get(TAG.resolutionUnit)?.[0] !== NO_UNIT;
  const isMeant = hasUnit && x !== undefined && x <= FINEST && width / x <= WIDEST_INCHES;
  const across = isMeant ? x : width / FAX_INCHES;
  // Not stated: a page in standard resolution has half the rows of a fine one, so it is not higher than wide in pixels.
  const ratio = x !== undefined && y !== undefined ? y / x : height <= width ? STANDARD : FINE;
  return { x: across, y: across * (ratio > 1 / MOST_UNEVEN && ratio < MOST_UNEVEN ? ratio : 1) };
}

/** A larger ratio of the resolutions must be wrong; that of faxes is 4 to 1 at most. */
const MOST_UNEVEN = 10;

/** TIFF's orientation, 1 to 8. */
export function orientationOf(tags: Tags): number {
  const value = tags.get(TAG.orientation)?.[0] ?? 1;
  return value >= 1 && value <= 8 ? value : 1;
}
