import type { Effort } from './effort';
import { PdfLexer, type PdfToken } from './pdf-lexer';
import type { PdfDictionary, PdfValue } from './pdf-value';
import { UnreadablePdfError } from './unreadable-pdf';

const MAX_DEPTH = 64;

/** Reads PDF values (ISO 32000-1 section 7.3) from a position on. Throws `UnreadablePdfError`. */
export class PdfParser {
  readonly #lexer: PdfLexer;

  constructor(bytes: Buffer, at: number, effort: Effort) {
    this.#lexer = new PdfLexer(bytes, at, effort);
  }

  /** Where the last value ended. */
  get position(): number {
    return this.#lexer.position;
  }

  /** To where the next value begins: the position then is its first byte. */
  skipBlanks(): void {
    this.#lexer.skipBlanks();
  }

  moveTo(position: number): void {
    this.#lexer.moveTo(position);
  }

  value(): PdfValue {
    return this.#valueOf(this.#lexer.next(), 0);
  }

  dictionary(): PdfDictionary {
    const value = this.value();
    if (value.kind !== 'dictionary') throw new UnreadablePdfError('no dictionary');
    return value.entries;
  }

  /** A whole number, not below zero: an offset, a count, the number of an object. */
  count(): number {
    const value = this.value();
    if (value.kind !== 'number' || !Number.isSafeInteger(value.value) || value.value < 0) {
      throw new UnreadablePdfError('no count');
    }
    return value.value;
  }

  /** Empty where something else stands. */
  keyword(): string {
    const token = this.#lexer.next();
    return token.kind === 'keyword' ? token.word : '';
  }

  #valueOf(token: PdfToken, depth: number): PdfValue {
    if (depth > MAX_DEPTH) throw new UnreadablePdfError('nested too deeply');
    if (token.kind === 'end' || token.kind === 'close') throw new UnreadablePdfError('no value');
    if (token.kind !== 'open') return token;
    if (token.mark === '[') return { kind: 'array', items: this.#itemsUntil(']', depth + 1) };
    return { kind: 'dictionary', entries: dictionaryOf(this.#itemsUntil('>>', depth + 1)) };
  }

  #itemsUntil(mark: ']' | '>>', depth: number): PdfValue[] {
    const items: PdfValue[] = [];
    for (;;) {
      const token = this.#lexer.next();
      if (token.kind === 'close' && token.mark === mark) return items;
      const value = this.#valueOf(token, depth);
      const isReference = value.kind === 'keyword' && value.word === 'R';
      items.push(isReference ? referenceOf(items.splice(-2)) : value);
    }
  }
}

function referenceOf([number, generation]: PdfValue[]): PdfValue {
  if (number?.kind !== 'number' || generation?.kind !== 'number') throw new UnreadablePdfError('no reference');
  return { kind: 'reference', number: number.value };
}

function dictionaryOf(items: readonly PdfValue[]): PdfDictionary {
  const entries = new Map<string, PdfValue>();
  for (let index = 0; index + 1 < items.length; index += 2) {
    const [key, value] = [items[index], items[index + 1]];
    if (key?.kind !== 'name' || value === undefined) throw new UnreadablePdfError('no name before a value');
    entries.set(key.name, value);
  }
  return entries;
}
