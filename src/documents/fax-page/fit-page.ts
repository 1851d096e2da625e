import type { FaxOrder } from '../../domain/job';
import type { Size } from '../pdf/draw-page';

export type Quality = FaxOrder['quality'];

/** R8 (T.4): 1,728 pixels over the 215 mm of a fax's line, whatever the paper is. */
export const FAX_WIDTH = 1728;
const PIXELS_PER_METRE = 8040;
const ROWS_PER_METRE: Record<Quality, number> = { fine: 7700, standard: 3850 };

const METRES_PER_POINT = 0.0254 / 72;
/** Legal paper, the longest that fax machines print; what is longer is made smaller. */
const LONGEST = 14 * 72;

/** How a page becomes a page of a fax. */
export interface Fit {
  /** It lies on its side and is turned by 90° to the right, since some machines break on pages of both kinds. */
  turned: boolean;
  /** Pixels in which it is drawn, before it is turned. */
  drawn: Size;
}

/** Where a page of so many points (1/72 inch) goes: in its own size, or as large as fits; never larger than it is. */
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
