import type { GreyPicture } from '../pdf/draw-page';

/** By 90° to the right: its left side is on top. */
export function turnPicture({ width, height, data }: GreyPicture): GreyPicture {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const column = height - 1 - y;
    for (let x = 0; x < width; x++) turned[x * height + column] = data[y * width + x] ?? 0;
  }
  return { width: height, height: width, data: turned };
}
