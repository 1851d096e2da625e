import type { Effort } from './effort';
import type { ObjectIndex } from './object-index';
import { PdfParser } from './pdf-parser';
import type { PdfDictionary } from './pdf-value';
import { UnreadablePdfError } from './unreadable-pdf';

const MAX_OBJECTS = 200_000;
const MAX_TRAILERS = 16;
const LONGEST_HEADER = 24;
const HEADER = /(?<!\d)(\d{1,10})\s+\d{1,5}\s*$/;

/**
 * An index made by looking for objects and trailers all over the file, as readers do where the file's own is wrong.
 * Finds none that are packed in streams.
 */
export function scanObjects(file: Buffer, effort: Effort): ObjectIndex {
  const offsets = offsetsOf(file);
  return {
    trailers: trailersOf(file, effort),
    find(number) {
      const offset = offsets.get(number);
      return offset === undefined ? undefined : { offset };
    },
  };
}

/** A later object of the same number replaces the earlier one: that is how changes are saved. */
function offsetsOf(file: Buffer): Map<number, number> {
  const offsets = new Map<number, number>();
  let candidates = 0;
  for (let at = file.indexOf(' obj'); at !== -1; at = file.indexOf(' obj', at + 4)) {
    candidates += 1;
    if (candidates > MAX_OBJECTS) throw new UnreadablePdfError('too many objects');
    const [header, number] = HEADER.exec(file.toString('latin1', Math.max(0, at - LONGEST_HEADER), at)) ?? [];
    if (header !== undefined && number !== undefined) offsets.set(Number(number), at - header.length);
  }
  return offsets;
}

function trailersOf(file: Buffer, effort: Effort): PdfDictionary[] {
  const trailers: PdfDictionary[] = [];
  let at = file.lastIndexOf('trailer');
  for (let tries = 0; at !== -1 && tries < MAX_TRAILERS; tries++) {
    const trailer = trailerAt(file, at + 'trailer'.length, effort);
    if (trailer) trailers.push(trailer);
    at = at === 0 ? -1 : file.lastIndexOf('trailer', at - 1);
  }
  return trailers;
}

/** undefined where the word stands for something else. */
function trailerAt(file: Buffer, at: number, effort: Effort): PdfDictionary | undefined {
  try {
    return new PdfParser(file, at, effort).dictionary();
  } catch (error) {
    if (error instanceof UnreadablePdfError) return undefined;
    throw error;
  }
}
