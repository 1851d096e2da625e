import type { Effort } from './effort';

export type PdfToken =
  | { kind: 'number'; value: number }
  | { kind: 'name'; name: string }
  | { kind: 'text' }
  | { kind: 'keyword'; word: string }
  | { kind: 'open'; mark: '[' | '<<' }
  | { kind: 'close'; mark: ']' | '>>' }
  | { kind: 'end' };

/** No name, number or keyword of the page tree is longer. */
const MAX_WORD = 128;
/** What a value takes in memory, roughly, so that a budget of bytes holds for many small ones, too. */
const COST_OF_TOKEN = 64;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

const WHITESPACE = tableOf('\0\t\n\f\r ');
const REGULAR = inverse(tableOf('\0\t\n\f\r ()<>[]{}/%'));
const IN_LINE = inverse(tableOf('\n\r'));
const IN_HEX_TEXT = inverse(tableOf('>'));
const [PERCENT, SLASH, OPEN, CLOSE, BACKSLASH, LESS] = Buffer.from('%/()\\<', 'latin1');

/** The words of PDF syntax (ISO 32000-1 section 7.2) from a position on, in one pass. */
export class PdfLexer {
  readonly #bytes: Buffer;
  readonly #effort: Effort;
  #at: number;

  constructor(bytes: Buffer, at: number, effort: Effort) {
    this.#bytes = bytes;
    this.#at = at;
    this.#effort = effort;
  }

  /** Where the last word ended. */
  get position(): number {
    return this.#at;
  }

  moveTo(position: number): void {
    this.#at = position;
  }

  next(): PdfToken {
    this.#effort.spend(COST_OF_TOKEN);
    this.skipBlanks();
    const start = this.#at;
    const token = this.#tokenHere();
    this.#effort.spend(this.#at - start);
    return token;
  }

  /** Past whitespace and comments, to where the next word begins. */
  skipBlanks(): void {
    const start = this.#at;
    this.#skip(WHITESPACE);
    while (this.#bytes[this.#at] === PERCENT) {
      this.#skip(IN_LINE);
      this.#skip(WHITESPACE);
    }
    this.#effort.spend(this.#at - start);
  }

  #tokenHere(): PdfToken {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) return { kind: 'end' };
    if (REGULAR[byte] === 1) return numberOrKeyword(this.#word());
    if (byte === OPEN) return this.#text();
    if (byte === LESS && this.#bytes[this.#at + 1] !== LESS) return this.#hexText();
    if (byte !== SLASH) return this.#punctuation();
    this.#at += 1;
    return { kind: 'name', name: unescaped(this.#word()) };
  }

  #punctuation(): PdfToken {
    const two = this.#bytes.toString('latin1', this.#at, this.#at + 2);
    const mark = two === '<<' || two === '>>' ? two : two.charAt(0);
    this.#at += mark.length;
    if (mark === '[' || mark === '<<') return { kind: 'open', mark };
    if (mark === ']' || mark === '>>') return { kind: 'close', mark };
    return { kind: 'keyword', word: mark };
  }

  #word(): string {
    const start = this.#at;
    this.#skip(REGULAR);
    return this.#bytes.toString('latin1', start, Math.min(this.#at, start + MAX_WORD));
  }

  #text(): PdfToken {
    let open = 0;
    do {
      const byte = this.#bytes[this.#at];
      if (byte === OPEN) open += 1;
      if (byte === CLOSE) open -= 1;
      this.#at += byte === BACKSLASH ? 2 : 1;
    } while (open > 0 && this.#at < this.#bytes.length);
    return { kind: 'text' };
  }

  #hexText(): PdfToken {
    this.#skip(IN_HEX_TEXT);
    this.#at += 1;
    return { kind: 'text' };
  }

  #skip(table: Uint8Array): void {
    const bytes = this.#bytes;
    let at = this.#at;
    while (at < bytes.length && table[bytes[at] ?? 0] === 1) at += 1;
    this.#at = at;
  }
}

/** A 1 for each of these characters. */
function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const code of Buffer.from(characters, 'latin1')) table[code] = 1;
  return table;
}

function inverse(table: Uint8Array): Uint8Array {
  return table.map((value) => 1 - value);
}

function numberOrKeyword(word: string): PdfToken {
  return NUMBER.test(word) ? { kind: 'number', value: Number(word) } : { kind: 'keyword', word };
}

/** A name may hide a letter: `/Encr#79pt` is `/Encrypt`. */
function unescaped(name: string): string {
  return name.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
