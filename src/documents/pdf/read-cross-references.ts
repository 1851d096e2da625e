import type { Effort } from './effort';
import type { ObjectIndex, ObjectPlace } from './object-index';
import { PdfParser } from './pdf-parser';
import { readStream } from './pdf-object';
import { numberOf, numbersOf, type PdfDictionary } from './pdf-value';
import { UnreadablePdfError } from './unreadable-pdf';

const ENTRY_BYTES = 20;
const ENTRY = /^(\d{10}) \d{5} n/;
const IN_FILE = 1;
const IN_STREAM = 2;

interface Section {
  ranges: readonly Range[];
  trailer: PdfDictionary;
  find(number: number): ObjectPlace | undefined;
}

interface Range {
  first: number;
  count: number;
  /** Where its first entry lies. */
  at: number;
}

/**
 * The index that the file itself has at its end: tables, streams, or both; a section for each saved change. A circle of
 * them ends when the effort is used up. Throws `UnreadablePdfError`.
 */
export function readCrossReferences(file: Buffer, effort: Effort): ObjectIndex {
  const sections: Section[] = [];
  const waiting = [startOf(file, effort)];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const section = readSection(file, at, effort);
    sections.push(section);
    // A file for old and new readers hides objects from the old ones in a stream, which comes before what was there earlier.
    const [hidden, previous] = ['XRefStm', 'Prev'].map((name) => numberOf(section.trailer.get(name)));
    if (previous !== undefined) waiting.unshift(previous);
    if (hidden !== undefined) waiting.unshift(hidden);
  }
  return {
    trailers: sections.map(({ trailer }) => trailer),
    find(number) {
      for (const section of sections) {
        effort.spend(section.ranges.length);
        const place = section.find(number);
        if (place) return place;
      }
      return undefined;
    },
  };
}

function startOf(file: Buffer, effort: Effort): number {
  const at = file.lastIndexOf('startxref');
  if (at === -1) throw new UnreadablePdfError('no startxref');
  return new PdfParser(file, at + 'startxref'.length, effort).count();
}

function readSection(file: Buffer, at: number, effort: Effort): Section {
  const parser = new PdfParser(file, at, effort);
  return parser.keyword() === 'xref' ? readTable(file, parser) : readTableStream(file, at, effort);
}

/** Entries are read when they are needed: a table may have a million of them. */
function readTable(file: Buffer, parser: PdfParser): Section {
  const ranges: Range[] = [];
  for (;;) {
    const before = parser.position;
    if (parser.keyword() === 'trailer') break;
    parser.moveTo(before);
    const [first, count] = [parser.count(), parser.count()];
    parser.skipBlanks();
    ranges.push({ first, count, at: parser.position });
    parser.moveTo(parser.position + count * ENTRY_BYTES);
  }
  return {
    ranges,
    trailer: parser.dictionary(),
    find(number) {
      const at = entryAt(ranges, number, ENTRY_BYTES);
      if (at === undefined) return undefined;
      const [, offset] = ENTRY.exec(file.toString('latin1', at, at + ENTRY_BYTES)) ?? [];
      return offset === undefined ? undefined : { offset: Number(offset) };
    },
  };
}

function readTableStream(file: Buffer, offset: number, effort: Effort): Section {
  const { dictionary, content } = readStream(file, { offset, effort });
  const widths = numbersOf(dictionary.get('W'));
  const index = numbersOf(dictionary.get('Index')) ?? [0, numberOf(dictionary.get('Size')) ?? 0];
  if (widths?.length !== 3 || widths.some((width) => !Number.isInteger(width) || width < 0 || width > 6)) {
    throw new UnreadablePdfError('a table of unknown shape');
  }
  const [typeWidth = 0, secondWidth = 0, thirdWidth = 0] = widths;
  const entryBytes = typeWidth + secondWidth + thirdWidth;
  const ranges = rangesOf(index, entryBytes);
  return {
    ranges,
    trailer: dictionary,
    find(number) {
      const at = entryAt(ranges, number, entryBytes);
      if (at === undefined || at + entryBytes > content.length) return undefined;
      const field = (from: number, width: number): number => (width === 0 ? 0 : content.readUIntBE(from, width));
      const type = typeWidth === 0 ? IN_FILE : field(at, typeWidth);
      const second = field(at + typeWidth, secondWidth);
      if (type === IN_FILE) return { offset: second };
      if (type === IN_STREAM) return { stream: second, index: field(at + typeWidth + secondWidth, thirdWidth) };
      return undefined;
    },
  };
}

function rangesOf(index: readonly number[], entryBytes: number): Range[] {
  const ranges: Range[] = [];
  let at = 0;
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const [first = 0, count = 0] = index.slice(pair, pair + 2);
    ranges.push({ first, count, at });
    at += count * entryBytes;
  }
  return ranges;
}

function entryAt(ranges: readonly Range[], number: number, entryBytes: number): number | undefined {
  const range = ranges.find(({ first, count }) => number >= first && number < first + count);
  return range && range.at + (number - range.first) * entryBytes;
}
