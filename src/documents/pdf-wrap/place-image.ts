import { isOnItsSide } from '../bilevel/upright';

/** The fields of `WrappedPage` that decide where its picture goes. */
export interface Placed {
  width: number;
  height: number;
  resolution: { x: number; y: number };
  orientation: number;
}

/** The operands of PDF's `cm`, which maps the unit square, in which images are drawn, onto the paper. */
export type Matrix = readonly [number, number, number, number, number, number];

const POINTS_PER_INCH = 72;

/** The size of the paper in points, and the matrix that places the picture on it. */
export function placeImage({ width, height, resolution, orientation }: Placed): {
  paper: readonly [number, number];
  matrix: Matrix;
} {
  const along = (width / resolution.x) * POINTS_PER_INCH;
  const down = (height / resolution.y) * POINTS_PER_INCH;
  const paper = isOnItsSide(orientation) ? ([down, along] as const) : ([along, down] as const);
  return { paper, matrix: matrixOf(orientation, ...paper) };
}

/** Each orientation says where the picture's first row and first column belong (TIFF 6.0, Orientation). */
function matrixOf(orientation: number, w: number, h: number): Matrix {
  switch (orientation) {
    case 2:
      return [-w, 0, 0, h, w, 0];
    case 3:
      return [-w, 0, 0, -h, w, h];
    case 4:
      return [w, 0, 0, -h, 0, h];
    case 5:
      return [0, -h, -w, 0, w, h];
    case 6:
      return [0, -h, w, 0, 0, h];
    case 7:
      return [0, h, w, 0, 0, 0];
    case 8:
      return [0, h, -w, 0, w, 0];
    default:
      return [w, 0, 0, h, 0, 0];
  }
}
