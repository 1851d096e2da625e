import { ProviderUnavailableError } from '../../../domain/errors';
import { tooLarge } from '../../http/bad-answer';
import { Base64Decoder } from './base64-decoder';
import { JsonStringReader } from './json-string-reader';

const FIELD = 'FaxImage';
/** The length of the field's name with every letter written as `\uXXXX`; a longer name is another field. */
const MAX_NAME_BYTES = 6 * FIELD.length;

/** The limit for all other fields. OCR results can be long, but a hostile answer must not fill the memory. */
const MAX_REST_BYTES = 4 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

const EMPTY = Buffer.alloc(0);
const QUOTE_BYTE = Buffer.from('"');

/**
 * Reads a JSON object in chunks and takes the top-level string field `FaxImage` out of it, so that a large fax is
 * never in memory as a whole. What remains is the same JSON with an empty `FaxImage`.
 */
export class FaxImageScanner {
  readonly #decoder = new Base64Decoder();
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;

  #image: JsonStringReader | undefined;
  #imageSeen = false;

  #depth = 0;
  #inString = false;
  #afterBackslash = false;
  /** Inside the top-level object and before a colon, so that the next string is a field's name. */
  #atName = false;
  #name: number[] | undefined;
  /** After the colon of `FaxImage` and before its value. */
  #atImage = false;

  /** Returns the document's bytes in this chunk, possibly none. Throws `ProviderUnavailableError`. */
  push(piece: Buffer): Buffer {
    const found: Buffer[] = [];
    let position = 0;
    while (position < piece.length) {
      const image = this.#image;
      position = image === undefined ? this.#scan(piece, position) : this.#decode(image, piece, position, found);
    }
    return found.length === 1 ? (found[0] ?? EMPTY) : Buffer.concat(found);
  }

  /** The JSON without the document. The caller parses it, which also detects a truncated answer. */
  end(): string {
    return Buffer.concat(this.#kept).toString('utf8');
  }

  #decode(image: JsonStringReader, piece: Buffer, position: number, found: Buffer[]): number {
    const { text, end } = image.push(piece, position);
    found.push(this.#decoder.push(text));
    if (end === undefined) return piece.length;
    found.push(this.#decoder.end());
    this.#image = undefined;
    this.#keep(QUOTE_BYTE);
    return position + end;
  }

  /** Reads up to the document's opening quote or the end of the chunk; returns the position after it. */
  #scan(piece: Buffer, start: number): number {
    for (let position = start; position < piece.length; position += 1) {
      const byte = piece[position] ?? 0;
      if (this.#inString) this.#scanString(byte);
      else if (this.#scanStructure(byte)) {
        this.#keep(piece.subarray(start, position + 1));
        return position + 1;
      }
    }
    this.#keep(piece.subarray(start));
    return piece.length;
  }

  #scanString(byte: number): void {
    if (this.#afterBackslash) this.#afterBackslash = false;
    else if (byte === BACKSLASH) this.#afterBackslash = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      return;
    }
    if (this.#name !== undefined && this.#name.length <= MAX_NAME_BYTES) this.#name.push(byte);
  }

  /** Returns true when `byte` is the opening quote of the document. */
  #scanStructure(byte: number): boolean {
    switch (byte) {
      case QUOTE:
        return this.#openString();
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        this.#depth += 1;
        this.#atImage = false;
        this.#atName = this.#depth === 1 && byte === OPEN_OBJECT;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        this.#depth -= 1;
        break;
      case COLON:
        this.#atImage = this.#name !== undefined && nameOf(this.#name) === FIELD;
        this.#name = undefined;
        break;
      case COMMA:
        this.#atImage = false;
        this.#atName = this.#depth === 1;
        break;
    }
    return false;
  }

  #openString(): boolean {
    if (this.#atImage) {
      this.#atImage = false;
      if (this.#imageSeen)
        throw new ProviderUnavailableError('the provider sent two documents in one answer', { reason: 'bad-json' });
      this.#imageSeen = true;
      this.#image = new JsonStringReader();
      return true;
    }
    this.#inString = true;
    this.#name = this.#atName ? [] : undefined;
    this.#atName = false;
    return false;
  }

  #keep(bytes: Buffer): void {
    this.#keptBytes += bytes.length;
    if (this.#keptBytes > MAX_REST_BYTES) throw tooLarge();
    this.#kept.push(bytes);
  }
}

function nameOf(bytes: number[]): string {
  try {
    return String(JSON.parse(`"${Buffer.from(bytes).toString('utf8')}"`));
  } catch {
    // Not a valid JSON string: parsing the rest of the answer will fail and report it.
    return '';
  }
}
