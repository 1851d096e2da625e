const PLAIN: Record<string, string> = { '/': '/', '"': '"', '\\': '\\', n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Reads the content of one JSON string of ASCII text that comes in chunks. */
export class JsonStringReader {
  /** The beginning of an escape sequence whose end is still to come; at most five characters. */
  #carry = '';

  /**
   * Reads on in `piece` from `start`. `end` is the number of bytes up to and including the closing quote; undefined
   * when the string goes on in the next chunk.
   */
  push(piece: Buffer, start: number): { text: string; end: number | undefined } {
    const carried = this.#carry.length;
    const joined = this.#carry + piece.toString('latin1', start);
    this.#carry = '';
    const quote = closingQuote(joined);
    if (quote !== undefined) return { text: unescape(joined.slice(0, quote)), end: quote + 1 - carried };
    const cut = openEscape(joined);
    this.#carry = joined.slice(cut);
    return { text: unescape(joined.slice(0, cut)), end: undefined };
  }
}

function closingQuote(text: string): number | undefined {
  let quote = text.indexOf('"');
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? undefined : quote;
}

/** The position of an incomplete escape sequence at the end of the text; the text's length when there is none. */
function openEscape(text: string): number {
  const start = text.lastIndexOf('\\');
  if (start === -1 || isEscaped(text, start)) return text.length;
  const length = text[start + 1] === 'u' ? 6 : 2;
  return text.length - start < length ? start : text.length;
}

function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (start > 0 && text[start - 1] === '\\') start -= 1;
  return (index - start) % 2 === 1;
}

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/gs,
    (_sequence, hex: string | undefined, plain: string | undefined) =>
      hex === undefined ? (PLAIN[plain ?? ''] ?? '') : String.fromCharCode(parseInt(hex, 16)),
  );
}
