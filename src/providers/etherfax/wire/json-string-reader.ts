const PLAIN: Record<string, string> = { '/': '/', '"': '"', '\\': '\\', n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Reads the inside of one JSON string of ASCII text, in pieces cut anywhere. */
export class JsonStringReader {
  /** An escape sequence whose rest is still to come: at most five characters. */
  private carry = '';

  /** `end`: how many bytes of `piece` from `start` on belong to the string, its closing quote included; undefined = all, and more is to come. */
  push(piece: Buffer, start: number): { text: string; end: number | undefined } {
    const carried = this.carry.length;
    const joined = this.carry + piece.toString('latin1', start);
    this.carry = '';
    const quote = closingQuote(joined);
    if (quote !== undefined) return { text: unescape(joined.slice(0, quote)), end: quote + 1 - carried };
    const cut = openEscape(joined);
    this.carry = joined.slice(cut);
    return { text: unescape(joined.slice(0, cut)), end: undefined };
  }
}

function closingQuote(text: string): number | undefined {
  let quote = text.indexOf('"');
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? undefined : quote;
}

/** Where an escape sequence begins that is not complete yet; the length of the text if there is none. */
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
