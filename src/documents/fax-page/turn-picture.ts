import type { GreyPicture } from '../pdf/draw-page';

/** Turns a picture by 90° to the right, so that its left side becomes the top. */
export function turnPicture({ width, height, data }: GreyPicture): GreyPicture {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const column = height - 1 - y;
    for (let x = 0; x < width; x++) turned[x * height + column] = data[y * width + x] ?? 0;
  }
  return { width: height, height: width, data: turned };
}
