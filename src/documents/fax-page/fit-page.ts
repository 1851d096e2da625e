import type { FaxOrder } from '../../domain/job';
import type { Size } from '../pdf/draw-page';

export type Quality = FaxOrder['quality'];

/** T.4's R8 resolution: 1,728 pixels across a fax line of 215 mm, for every paper size. */
export const FAX_WIDTH = 1728;
const PIXELS_PER_METRE = 8040;
const ROWS_PER_METRE: Record<Quality, number> = { fine: 7700, standard: 3850 };

const METRES_PER_POINT = 0.0254 / 72;
/** Legal paper, the longest that fax machines print, in points. Longer pages are made smaller. */
const LONGEST = 14 * 72;

/** How to draw a page as a fax page. */
export interface Fit {
  /**
   * The page is too wide and is turned by 90° to the right, because some machines fail
   * on faxes with mixed orientations.
   */
  turned: boolean;
  /** The size in which to draw it, in pixels, before it is turned. */
  drawn: Size;
}

/** Fits a page, whose size is in points (1/72 inch), on a fax: in its own size or, if it is too large, made smaller. */
export function fitPage({ width, height }: Size, quality: Quality): Fit {
  const across = pixels(1, PIXELS_PER_METRE);
  const turned = width > height && width * across > FAX_WIDTH;
  const upright = turned ? { width: height, height: width } : { width, height };
  const scale = Math.min(1, FAX_WIDTH / (upright.width * across), LONGEST / upright.height);
  const fitted = {
    width: atLeastOne(pixels(upright.width * scale, PIXELS_PER_METRE)),
    height: atLeastOne(pixels(upright.height * scale, ROWS_PER_METRE[quality])),
  };
  return { turned, drawn: turned ? { width: fitted.height, height: fitted.width } : fitted };
}

function pixels(points: number, perMetre: number): number {
  return points * METRES_PER_POINT * perMetre;
}

function atLeastOne(pixels: number): number {
  return Math.max(1, Math.round(pixels));
}
