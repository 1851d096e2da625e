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
/** Wider than A3 on its side: the file cannot mean that. Scans that say 72 dots per inch are common. */
const WIDEST_INCHES = 17;
/** What no fax machine and no scanner has. */
const FINEST = 2400;
/** 1728 pixels at 204 dots per inch, and the same paper at other resolutions. */
const FAX_INCHES = 1728 / 204;
const FINE = 196 / 204;
const STANDARD = 98 / 204;

/** What the tags say; undefined where they do not. */
export function statedResolution(tags: Tags): { x: number | undefined; y: number | undefined } {
  const inch = tags.get(TAG.resolutionUnit)?.[0] === CENTIMETRES ? CENTIMETRES_PER_INCH : 1;
  const of = (tag: number): number | undefined => {
    const [numerator = 0, denominator = 1] = tags.get(tag) ?? [];
    const value = (numerator / denominator) * inch;
    return Number.isFinite(value) && value > 0 ? value : undefined;
  };
  return { x: of(TAG.xResolution), y: of(TAG.yResolution) };
}

/** The resolution by which a page gets the size of a sheet, whatever its tags say or leave out. */
export function resolutionOf(tags: Tags, { width, height }: { width: number; height: number }): Resolution {
  const { x, y } = statedResolution(tags);
  const hasUnit = tags.get(TAG.resolutionUnit)?.[0] !== NO_UNIT;
  const isMeant = hasUnit && x !== undefined && x <= FINEST && width / x <= WIDEST_INCHES;
  const across = isMeant ? x : width / FAX_INCHES;
  // Without a word of it: standard resolution has half the rows, and no sheet of it is higher than wide in pixels.
  const ratio = x !== undefined && y !== undefined ? y / x : height <= width ? STANDARD : FINE;
  return { x: across, y: across * (ratio > 1 / MOST_UNEVEN && ratio < MOST_UNEVEN ? ratio : 1) };
}

/** Faxes have up to 4 to 1. */
const MOST_UNEVEN = 10;

/** How a page is to be turned to be read: TIFF's orientation, 1 to 8. */
export function orientationOf(tags: Tags): number {
  const value = tags.get(TAG.orientation)?.[0] ?? 1;
  return value >= 1 && value <= 8 ? value : 1;
}
