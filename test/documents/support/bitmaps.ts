import fc from 'fast-check';
import { createBitmap, strideOf, type Bitmap } from '../../../src/documents/bilevel/bitmap';

/** White beyond the width, so that two equal pages have equal bytes. */
export function trimmed(bitmap: Bitmap): Bitmap {
  const stride = strideOf(bitmap.width);
  const mask = (0xff << (stride * 8 - bitmap.width)) & 0xff;
  const rows = bitmap.rows.map((byte, index) => (index % stride === stride - 1 ? byte & mask : byte));
  return { ...bitmap, rows };
}

const size = { width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 12 }) };

/** Pages of noise, and pages whose rows mostly repeat the one above with a few bits moved, as text does. */
export const anyBitmap: fc.Arbitrary<Bitmap> = fc
  .record({ ...size, seed: fc.infiniteStream(fc.nat(255)), noisy: fc.boolean() })
  .map(({ width, height, seed, noisy }) => {
    const page = createBitmap(width, height);
    const stride = strideOf(width);
    const next = (): number => (seed.next().value as number | undefined) ?? 0;
    page.rows.forEach((_, index) => {
      const above = page.rows[index - stride] ?? 0;
      page.rows[index] = noisy ? next() : above ^ (next() & next() & next());
    });
    return trimmed(page);
  });

/** The black runs and the white runs of every length up to 2,623, each coded on its own. */
export function everyRun(): Bitmap {
  const longest = 2623;
  const page = createBitmap(2 * longest, 2 * longest);
  const stride = strideOf(page.width);
  for (let length = 1; length <= longest; length++) {
    for (let x = length; x < 2 * length; x++) {
      const at = 2 * length * stride - 2 * stride + (x >> 3);
      page.rows[at] = (page.rows[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return page;
}
