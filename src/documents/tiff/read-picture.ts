import type { Tags } from './read-tags';
import { TAG } from './tags';
import { cutOff, damaged, type TiffSource } from './tiff-source';

export interface TiffPicture {
  /** The strips from the top of the page, or the tiles row by row; views of the file, not copies. */
  pieces: Buffer[];
  isTiled: boolean;
}

interface Place {
  tags: Tags;
  /** The position of the page's directory. */
  directoryAt: number;
  /** `partly` accepts a piece that was cut off. */
  wanted: 'whole' | 'partly';
}

/** Finds the pieces of a page's picture. Throws `BadDocumentError` when it has none. */
export function pictureOf(source: TiffSource, { tags, directoryAt, wanted }: Place): TiffPicture {
  const isTiled = tags.has(TAG.tileOffsets);
  const offsets = tags.get(isTiled ? TAG.tileOffsets : TAG.stripOffsets) ?? [];
  const sizes = tags.get(isTiled ? TAG.tileByteCounts : TAG.stripByteCounts) ?? [];
  if (offsets.length === 0) throw damaged('a page has no picture');
  const { file } = source;
  const ascending = [...offsets].sort((a, b) => a - b);
  const pieces = offsets.map((offset, index) => {
    // Some scanners omit the sizes or write zeros. A piece then ends where the next piece or the directory begins.
    const border = directoryAt >= offset ? directoryAt : file.length;
    const size = sizes[index] || Math.min(nextAfter(ascending, offset) ?? border, border) - offset;
    const end = offset + size;
    if (end > file.length && wanted === 'whole') throw cutOff();
    const piece = file.subarray(offset, Math.min(end, file.length));
    source.takePicture(piece.length);
    return piece;
  });
  return { pieces, isTiled };
}

/** The smallest number in an ascending list that is larger than `value`. */
function nextAfter(ascending: readonly number[], value: number): number | undefined {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return ascending[low];
}
