import { decodeEntities } from './decode-entities';
import type { XmlElement } from './xml-element';
import type { XmlLimits } from './xml-limits';

/** https://www.w3.org/TR/xml/#NT-NameStartChar, without the characters beyond 16 bits, which no real name contains. */
const START =
  ':A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d' +
  '\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd';
const NAME = new RegExp(`[${START}][${START}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040]{0,199}`, 'y');
const SPACE = /[ \t\n]{0,100}/y;
/** Refused as names, so that an object made from the document can never reach into a prototype. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);
const NO_ATTRIBUTES: XmlElement['attributes'] = new Map();

interface OpenElement extends XmlElement {
  /** The name with its namespace prefix. */
  tag: string;
  children: XmlElement[];
}

/**
 * Reads a document's elements in one pass and returns its root. Throws `MarkupRefused` for a document that is not well
 * formed, that exceeds the limits, or that has a DOCTYPE. Markup that begins with `<!` and is neither a comment nor
 * CDATA counts as a DOCTYPE.
 */
export function scanMarkup(text: string, limits: XmlLimits): XmlElement {
  return new MarkupScan(text, limits).run();
}

/** The message is a fixed short phrase that quotes nothing. */
export class MarkupRefused extends Error {}

class MarkupScan {
  readonly #text: string;
  readonly #limits: XmlLimits;
  #at = 0;
  #elements = 0;
  #attributes = 0;
  #sections = 0;
  #root: XmlElement | undefined;
  readonly #open: OpenElement[] = [];

  constructor(text: string, limits: XmlLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  run(): XmlElement {
    while (this.#at < this.#text.length) {
      const next = this.#text.indexOf('<', this.#at);
      const end = next < 0 ? this.#text.length : next;
      if (end > this.#at) this.#characters(this.#text.slice(this.#at, end));
      this.#at = end;
      if (next >= 0) this.#markup();
    }
    if (this.#root === undefined || this.#open.length > 0) throw new MarkupRefused('XML is not complete');
    return this.#root;
  }

  #characters(text: string): void {
    const element = this.#open.at(-1);
    if (element === undefined) {
      if (text.trim() !== '') throw new MarkupRefused('text outside of the root element');
      return;
    }
    if (text.includes(']]>')) throw new MarkupRefused('a CDATA end outside of CDATA');
    element.text += decoded(text);
  }

  #markup(): void {
    const text = this.#text;
    const at = this.#at;
    const element = this.#open.at(-1);
    if (text.startsWith('</', at)) this.#closeTag();
    else if (text.startsWith('<?', at)) this.#instruction();
    else if (text.startsWith('<!--', at)) this.#section('<!--', '-->');
    else if (text.startsWith('<![CDATA[', at) && element) element.text += this.#section('<![CDATA[', ']]>');
    else if (text.startsWith('<!', at)) throw new MarkupRefused('a DOCTYPE is not accepted');
    else this.#openTag();
  }

  #instruction(): void {
    const isFirst = this.#at === 0;
    if (/^xml\s/i.test(this.#section('<?', '?>')) && !isFirst) throw new MarkupRefused('a misplaced XML declaration');
  }

  #section(opening: string, closing: string): string {
    this.#sections += 1;
    if (this.#sections > this.#limits.maxSections) throw new MarkupRefused('too many sections');
    const from = this.#at + opening.length;
    const end = this.#text.indexOf(closing, from);
    if (end < 0) throw new MarkupRefused('XML is not complete');
    this.#at = end + closing.length;
    return this.#text.slice(from, end);
  }

  #openTag(): void {
    const parent = this.#open.at(-1);
    if (this.#root !== undefined && parent === undefined) throw new MarkupRefused('more than one root element');
    this.#elements += 1;
    if (this.#elements > this.#limits.maxElements) throw new MarkupRefused('too many elements');
    this.#at += 1;
    const tag = this.#name();
    const attributes = this.#attributesOf();
    const element: OpenElement = { tag, name: localName(tag), attributes, children: [], text: '' };
    if (parent) parent.children.push(element);
    else this.#root = element;
    const isEmpty = this.#take('/');
    this.#expect('>');
    if (isEmpty) return;
    this.#open.push(element);
    if (this.#open.length > this.#limits.maxDepth) throw new MarkupRefused('nested too deeply');
  }

  #attributesOf(): XmlElement['attributes'] {
    let attributes: Map<string, string> | undefined;
    while (this.#space() > 0 && !this.#isAt('/') && !this.#isAt('>')) {
      this.#attributes += 1;
      if (this.#attributes > this.#limits.maxAttributes) throw new MarkupRefused('too many attributes');
      const name = this.#name();
      this.#space();
      this.#expect('=');
      this.#space();
      attributes ??= new Map();
      if (attributes.has(name)) throw new MarkupRefused('a duplicate attribute');
      attributes.set(name, this.#value());
    }
    return attributes ?? NO_ATTRIBUTES;
  }

  #value(): string {
    const quote = this.#text.charAt(this.#at);
    if (quote !== '"' && quote !== "'") throw new MarkupRefused('a malformed tag');
    const from = this.#at + 1;
    const end = this.#text.indexOf(quote, from);
    const written = this.#text.slice(from, end);
    if (end < 0 || written.includes('<')) throw new MarkupRefused('a malformed tag');
    this.#at = end + 1;
    // XML requires that every white space character in an attribute becomes a space.
    return decoded(written.replace(/[\t\n]/g, ' '));
  }

  #closeTag(): void {
    const element = this.#open.pop();
    if (element === undefined) throw new MarkupRefused('a closing tag without its opening one');
    if (!this.#text.startsWith(element.tag, this.#at + 2)) throw new MarkupRefused('tags that do not match');
    this.#at += 2 + element.tag.length;
    this.#space();
    this.#expect('>');
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    if (!NAME.test(this.#text)) throw new MarkupRefused('a malformed tag');
    const name = this.#text.slice(this.#at, NAME.lastIndex);
    if (RESERVED.has(name)) throw new MarkupRefused('a reserved name');
    this.#at = NAME.lastIndex;
    return name;
  }

  /** Skips white space; returns how many characters it skipped. */
  #space(): number {
    const from = this.#at;
    SPACE.lastIndex = from;
    if (SPACE.test(this.#text)) this.#at = SPACE.lastIndex;
    return this.#at - from;
  }

  #isAt(character: string): boolean {
    return this.#text.startsWith(character, this.#at);
  }

  #take(character: string): boolean {
    const isThere = this.#isAt(character);
    if (isThere) this.#at += 1;
    return isThere;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new MarkupRefused('a malformed tag');
  }
}

function localName(tag: string): string {
  const name = tag.slice(tag.lastIndexOf(':') + 1);
  if (name === '' || RESERVED.has(name)) throw new MarkupRefused('a malformed tag');
  return name;
}

function decoded(text: string): string {
  const characters = decodeEntities(text);
  if (characters === undefined) throw new MarkupRefused('an unknown entity or a forbidden reference');
  return characters;
}
