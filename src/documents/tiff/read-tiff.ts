import { compact } from '../../domain/compact';
import { toError } from '../../domain/errors';
import { pictureOf, type TiffPicture } from './read-picture';
import { readTags, type Tags } from './read-tags';
import { TAG } from './tags';
import { damaged, TiffSource } from './tiff-source';

export interface TiffPage extends TiffPicture {
  tags: Tags;
}

/**
 * A crafted file can claim any number of pages and tags: a reader without limits was seen to use 4 GB for a small one.
 */
export const MAX_TIFF_PAGES = 1000;
const MAX_TAGS = 256;
const ENTRY_BYTES = 12;

/** Reads all pages of a TIFF file, at least one, without decoding the pictures. Throws `BadDocumentError`. */
export function readTiff(file: Buffer): TiffPage[] {
  const { pages, damage } = read(file, 'whole');
  if (damage) throw damage;
  return pages;
}

/**
 * The readable pages of a file that may be damaged, and what is wrong with it. Throws when there is no readable page.
 */
export function readDamagedTiff(file: Buffer): { pages: TiffPage[]; damage?: Error } {
  const { pages, damage } = read(file, 'partly');
  if (damage && pages.length === 0) throw damage;
  return compact({ pages, damage });
}

/** `whole` treats an incomplete page as damage. */
function read(file: Buffer, wanted: 'whole' | 'partly'): { pages: TiffPage[]; damage: Error | undefined } {
  const pages: TiffPage[] = [];
  const previews: TiffPage[] = [];
  let damage: Error | undefined;
  try {
    const source = new TiffSource(file);
    for (const at of directoriesOf(source)) {
      const tags = readTags(source, at, wanted);
      const page = { tags, ...pictureOf(source, { tags, directoryAt: at, wanted }) };
      (isPreview(tags) ? previews : pages).push(page);
    }
  } catch (error) {
    damage = toError(error);
  }
  if (pages.length > 0) return { pages, damage };
  return { pages: previews, damage: damage ?? (previews.length === 0 ? damaged('it has no pages') : undefined) };
}

/** The positions of a file's directories, one per page. */
function* directoriesOf(source: TiffSource): Generator<number> {
  const visited = new Set<number>();
  for (let at = source.long(4); at !== 0;) {
    if (visited.has(at)) throw damaged('its pages follow each other in a circle');
    if (visited.size === MAX_TIFF_PAGES) throw damaged(`it has more than ${MAX_TIFF_PAGES} pages`);
    visited.add(at);
    const tags = source.short(at);
    if (tags > MAX_TAGS) throw damaged('a page has too many tags');
    yield at;
    at = source.long(at + 2 + tags * ENTRY_BYTES);
  }
}

const REDUCED_OR_MASK = 1 | 4;
const OLD_REDUCED = 2;

/** Whether this is a smaller copy or a mask of another page. */
function isPreview(tags: Tags): boolean {
  const type = tags.get(TAG.newSubfileType)?.[0] ?? 0;
  return (type & REDUCED_OR_MASK) !== 0 || tags.get(TAG.subfileType)?.[0] === OLD_REDUCED;
}
