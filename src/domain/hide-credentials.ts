import { isUtf8 } from 'node:buffer';
import { isCredentialField } from './credentials';

const HIDDEN = '***';
const MAX_NAME = 200;
/** Longest value that is checked for being the name of a field. */
const MAX_NAME_OF_FIELD = 60;
/** `<` begins a tag; the others stand before a value in XML, forms, JSON, headers, and lists of names and values. */
const MARKS = /[<=:>,]/g;
const NO_NAME = '&?<>;,={}"\'\r\n';
/** With the backslash, because JSON may be inside a string of other JSON. */
const BLANKS = ' \t\r\n\\';
/** Matches from the name of a part of multipart/form-data to its content. */
const PART_HEAD = /[^\r\n]{0,200}\r?\n(?:[^\r\n]{1,200}\r?\n){0,10}\r?\n/y;
const QUOTES = ['"', "'"];
const BASE64 = /[A-Za-z0-9+/]{16,}={0,2}/y;

/**
 * A body that no codec understood, as a person may see it: unchanged except for the values of credential fields. It may
 * be XML, a form, JSON or none of these, and broken anywhere, so it is treated as text, and rather too much is hidden
 * than too little.
 */
export function hideCredentials(body: Buffer): Buffer {
  const isBigEndian = body[0] === 0xfe || (body[0] === 0 && body[1] !== 0);
  if (isBigEndian && body.length % 2 === 0) {
    const swapped = Buffer.from(body).swap16();
    const hidden = hideCredentials(swapped);
    return hidden === swapped ? body : hidden.swap16();
  }
  const encoding = body[0] === 0xff || body[1] === 0 ? 'utf16le' : isUtf8(body) ? 'utf8' : 'latin1';
  const text = body.toString(encoding);
  const hidden = new Hiding(text).run();
  return hidden === text ? body : Buffer.from(hidden, encoding);
}

class Hiding {
  readonly #text: string;
  readonly #parts: string[] = [];
  /** Everything before this position is already in `#parts`. */
  #done = 0;
  #tagAt = 0;
  /** The last value was itself the name of a credential field: `<add key="Password" value="…"/>`. */
  #isNamed = false;

  constructor(text: string) {
    this.#text = text;
  }

  run(): string {
    MARKS.lastIndex = 0;
    for (let at = this.#next(0); at >= 0; at = this.#next(Math.max(at + 1, this.#done))) {
      const mark = this.#text[at];
      if (mark === '<') this.#tagAt = at;
      else if (mark === '>') this.#element(at);
      else if (mark === ',') this.#item(at);
      else this.#field(at);
    }
    return this.#parts.join('') + this.#text.slice(this.#done);
  }

  #next(from: number): number {
    MARKS.lastIndex = from;
    return MARKS.exec(this.#text)?.index ?? -1;
  }

  /** `<name …>value</name>` */
  #element(at: number): void {
    const start = at + 1;
    const name = /^[^\s<>/=]{0,200}/.exec(this.#text.slice(this.#tagAt + 1, this.#tagAt + 1 + MAX_NAME))?.[0] ?? '';
    if (this.#text[at - 1] === '/') return;
    if (isCredentialField(name)) this.#hide(start, this.#endAt(`</${name}`, start));
    else this.#value(start, this.#text.startsWith('<![CDATA[', start) ? ']]>' : '<');
  }

  /** `"name","value"` */
  #item(at: number): void {
    const start = this.#pastBlanks(at + 1);
    const quote = this.#text[start] ?? '';
    const before = this.#text.slice(Math.max(0, at - MAX_NAME), at).trimEnd();
    if (!QUOTES.includes(quote) || !before.endsWith(quote) || !isCredentialField(this.#nameBefore(at))) return;
    this.#hide(start + 1, this.#endOfQuote(start + 1, quote));
  }

  /** `name=value`, `name="value"`, `"name":"value"`, `name: value` */
  #field(at: number): void {
    const name = this.#nameBefore(at);
    const start = this.#pastBlanks(at + 1);
    const first = this.#text[start] ?? '';
    const isNested = first === '{' || first === '[';
    if (!isCredentialField(name)) {
      if (QUOTES.includes(first)) this.#value(start + 1, first);
      else if (!isNested) this.#value(start, this.#text[at] === '=' ? '&' : ',');
    } else if (QUOTES.includes(first)) this.#hide(start + 1, this.#endOfQuote(start + 1, first));
    else this.#hide(start, isNested ? this.#endOfBrackets(start) : this.#endOfWords(start));
  }

  /** A value whose field name says nothing about credentials. */
  #value(start: number, ending: string): void {
    if (this.#base64(start)) return;
    const [line = ''] = this.#text
      .slice(start, start + MAX_NAME)
      .trimStart()
      .split(/[\r\n]/, 1);
    const [value = ''] = line.split(ending, 1);
    if (value.trim() === '') return;
    if (this.#isNamed) this.#hide(start, this.#endAt(ending, start));
    this.#isNamed = !this.#isNamed && value.length <= MAX_NAME_OF_FIELD && isCredentialField(value);
    if (this.#isNamed) this.#part(start + value.length + 1);
  }

  /** Hides the content of the multipart part that has just been named. */
  #part(at: number): void {
    PART_HEAD.lastIndex = at;
    if (!PART_HEAD.test(this.#text)) return;
    this.#hide(PART_HEAD.lastIndex, this.#endAt('\n--', PART_HEAD.lastIndex));
    this.#isNamed = false;
  }

  /** A relayed request carries its body in base64. */
  #base64(start: number): boolean {
    BASE64.lastIndex = start;
    const coded = BASE64.exec(this.#text)?.[0];
    if (coded === undefined || this.#isNamed) return false;
    const bytes = Buffer.from(coded, 'base64');
    const hidden = hideCredentials(bytes);
    if (hidden === bytes) return false;
    this.#replace(start, start + coded.length, hidden.toString('base64'));
    return true;
  }

  #hide(start: number, end: number): void {
    if (end > start) this.#replace(start, end, HIDDEN);
  }

  #replace(start: number, end: number, by: string): void {
    this.#parts.push(this.#text.slice(this.#done, start), by);
    this.#done = end;
  }

  #nameBefore(at: number): string {
    let end = at;
    while (end > 0 && at - end < MAX_NAME && BLANKS.includes(this.#text.charAt(end - 1))) end -= 1;
    const quote = this.#text.charAt(end - 1);
    const isQuoted = QUOTES.includes(quote);
    if (isQuoted) end -= 1;
    let start = end;
    while (start > 0 && end - start < MAX_NAME && !this.#endsName(start - 1, isQuoted ? quote : undefined)) start -= 1;
    const name = this.#text.slice(start, end);
    return isQuoted ? unescaped(name, /\\u([0-9a-f]{4})/gi) : unescaped(name.replaceAll('+', ' '), /%([0-9a-f]{2})/gi);
  }

  #endsName(at: number, quote: string | undefined): boolean {
    const character = this.#text.charAt(at);
    return quote === undefined ? NO_NAME.includes(character) : character === quote;
  }

  #pastBlanks(from: number): number {
    let at = from;
    while (at < this.#text.length && at - from < MAX_NAME && BLANKS.includes(this.#text.charAt(at))) at += 1;
    return at;
  }

  /** The end of the text if there is no such ending. */
  #endAt(ending: string, from: number): number {
    const end = this.#text.indexOf(ending, from);
    return end < 0 ? this.#text.length : end;
  }

  #endOfQuote(from: number, quote: string): number {
    let at = from;
    while (at < this.#text.length && this.#text[at] !== quote) at += this.#text[at] === '\\' ? 2 : 1;
    return Math.min(at, this.#text.length);
  }

  #endOfBrackets(from: number): number {
    let depth = 0;
    let at = from;
    do {
      if ('{['.includes(this.#text.charAt(at))) depth += 1;
      if ('}]'.includes(this.#text.charAt(at))) depth -= 1;
      at += 1;
    } while (depth > 0 && at < this.#text.length);
    return at;
  }

  #endOfWords(from: number): number {
    let at = from;
    while (at < this.#text.length && !'&<>"\r\n}'.includes(this.#text.charAt(at))) at += 1;
    return at;
  }
}

function unescaped(name: string, escape: RegExp): string {
  return name.replace(escape, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
