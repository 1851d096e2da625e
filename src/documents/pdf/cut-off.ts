const START = 'startxref';
const END = '%%EOF';
const OBJECT = ' obj';
/** How many bytes may follow the end mark, because mail and web servers append lines of their own. */
const TOLERANCE = 1024;
/** A trailer or the dictionary of a cross-reference stream has only some hundred bytes. */
const MAX_DICTIONARY = 4096;

/**
 * Whether the end of this PDF is missing. PDFium silently repairs such files, so half a document would be
 * faxed. A file is complete if its last `startxref` leads to a table that names a root; it then does not matter
 * whether the end mark is there. Otherwise the end mark must be there. In both cases no object may follow: it
 * would mean that the mark belongs to an earlier version of the file, or to the first part of a file for fast
 * web view, and more pages should come.
 */
export function isCutOff(pdf: Buffer): boolean {
  const start = pdf.lastIndexOf(START);
  const mark = pdf.lastIndexOf(END);
  if (hasObjectAfter(pdf, Math.max(start, mark, 0))) return true;
  return !leadsToTable(pdf, start) && !endsWithMark(pdf, mark);
}

/** Looks for the likes of `12 0 obj`, but not for words such as "an object" in a web page that follows. */
function hasObjectAfter(pdf: Buffer, from: number): boolean {
  for (let at = pdf.indexOf(OBJECT, from); at !== -1; at = pdf.indexOf(OBJECT, at + 1)) {
    const around = pdf.toString('latin1', Math.max(at - 8, 0), at + OBJECT.length + 1);
    if (/\d\s\d{1,5} obj(\W|$)/.test(around)) return true;
  }
  return false;
}

function leadsToTable(pdf: Buffer, start: number): boolean {
  if (start === -1) return false;
  const number = /^\s*(\d{1,15})/.exec(pdf.toString('latin1', start + START.length, start + START.length + 32));
  const offset = Number(number?.[1] ?? 0);
  return offset > 0 && offset < start && (namesRoot(trailerOf(pdf, offset, start)) || namesRoot(streamOf(pdf, offset)));
}

/** The trailer of a cross-reference table: `xref`, its rows, `trailer << … >>`. */
function trailerOf(pdf: Buffer, offset: number, end: number): string {
  if (pdf.toString('latin1', offset, offset + 4) !== 'xref') return '';
  const trailer = pdf.subarray(0, end).indexOf('trailer', offset);
  return trailer === -1 ? '' : pdf.toString('latin1', trailer, Math.min(trailer + MAX_DICTIONARY, end));
}

/** The dictionary of a cross-reference stream: `12 0 obj << … >> stream`. */
function streamOf(pdf: Buffer, offset: number): string {
  const text = pdf.toString('latin1', offset, offset + MAX_DICTIONARY);
  if (!/^\d{1,10}\s{1,8}\d{1,5}\s{1,8}obj/.test(text)) return '';
  return text.slice(0, Math.max(text.indexOf('stream'), 0));
}

function namesRoot(dictionary: string): boolean {
  return /\/Root\s{0,8}\d/.test(dictionary);
}

function endsWithMark(pdf: Buffer, mark: number): boolean {
  return mark !== -1 && endOf(pdf) - mark - END.length <= TOLERANCE && !hasObjectAfter(pdf, mark);
}

/** The end of the file without zeros and white space, with which some programs fill up the last block. */
function endOf(pdf: Buffer): number {
  let end = pdf.length;
  while (end > 0 && (pdf[end - 1] ?? 0) <= 0x20) end -= 1;
  return end;
}
