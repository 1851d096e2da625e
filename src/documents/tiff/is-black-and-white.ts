import type { Tags } from './read-tags';
import { BLACK_IS_ZERO, TAG } from './tags';

export function isBlackAndWhite({ tags }: { tags: Tags }): boolean {
  const bits = tags.get(TAG.bitsPerSample) ?? [1];
  const samples = tags.get(TAG.samplesPerPixel)?.[0] ?? 1;
  return samples === 1 && bits.every((count) => count === 1) && (tags.get(TAG.photometric)?.[0] ?? 0) <= BLACK_IS_ZERO;
}
