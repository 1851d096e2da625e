/** What is needed to place a page's picture: see `WrappedPage`. */
export interface Placed {
  width: number;
  height: number;
  resolution: { x: number; y: number };
  orientation: number;
}

/** Of PDF's `cm`: where the unit square, in which an image is drawn, comes to lie. */
export type Matrix = readonly [number, number, number, number, number, number];

const POINTS_PER_INCH = 72;
/** From here on, rows of the picture are columns on paper. */
const FIRST_TURNED = 5;

/** The size of the paper, and how the picture lies on it, in points. */
export function placeImage({ width, height, resolution, orientation }: Placed): {
  paper: readonly [number, number];
  matrix: Matrix;
} {
  const along = (width / resolution.x) * POINTS_PER_INCH;
  const down = (height / resolution.y) * POINTS_PER_INCH;
  const paper = orientation >= FIRST_TURNED ? ([down, along] as const) : ([along, down] as const);
  return { paper, matrix: matrixOf(orientation, ...paper) };
}

/** By where the first row and the first column of the picture belong (TIFF 6.0, Orientation). */
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
