import { decodeEntities } from './decode-entities';
import type { XmlLimits } from './xml-limits';

const NAME = String.raw`[^\s<>/"'=&!?]{1,200}`;
const OPEN = new RegExp(`<${NAME}`, 'y');
/** White space is limited: the parser's own expressions take quadratic time over long runs of it. */
const ATTRIBUTE = new RegExp(String.raw`\s{1,100}${NAME}\s{0,100}=\s{0,100}(?:"[^"<]*"|'[^'<]*')`, 'y');
const OPEN_END = /\s{0,100}(\/?)>/y;
const CLOSE = new RegExp(String.raw`</${NAME}\s{0,100}>`, 'y');

export interface ScannedXml {
  /** The tags alone; where an element holds character data, its place in `texts` stands. */
  tags: string;
  /** Character data, exact: references resolved, CDATA as it stands, pieces around comments joined. */
  texts: string[];
}

/**
 * One cheap pass over a document before the parser sees it. Refuses what would cost too much, every DOCTYPE, and what
 * the parser and its validator let through; takes the character data out, on which the parser is slow and has opinions
 * of its own. Whether the tags match is left to the validator. Throws `MarkupRefused`.
 */
export function scanMarkup(text: string, limits: XmlLimits): ScannedXml {
  return new MarkupScan(text, limits).run();
}

/** The message is a short fixed phrase without content. */
export class MarkupRefused extends Error {}

class MarkupScan {
  #at = 0;
  #depth = 0;
  #elements = 0;
  #attributes = 0;
  #sections = 0;
  readonly #tags: string[] = [];
  readonly #texts: string[] = [];
  /** Character data since the last tag. */
  #pieces: string[] = [];

  constructor(
    private readonly text: string,
    private readonly limits: XmlLimits,
  ) {}

  run(): ScannedXml {
    while (this.#at < this.text.length) {
      const next = this.text.indexOf('<', this.#at);
      const end = next < 0 ? this.text.length : next;
      this.#characters(this.text.slice(this.#at, end));
      this.#at = end;
      if (next >= 0) this.#markup();
    }
    if (this.#elements === 0 || this.#depth > 0) throw new MarkupRefused('XML is not complete');
    return { tags: this.#tags.join(''), texts: this.#texts };
  }

  #characters(text: string): void {
    if (text === '') return;
    if (this.#depth === 0) {
      if (text.trim() !== '') throw new MarkupRefused('text outside of the root element');
      return;
    }
    if (text.includes(']]>')) throw new MarkupRefused('a CDATA end outside of CDATA');
    const decoded = decodeEntities(text);
    if (decoded === undefined) throw new MarkupRefused('an unknown entity or a forbidden reference');
    this.#pieces.push(decoded);
  }

  #markup(): void {
    const { text } = this;
    const at = this.#at;
    if (text.startsWith('</', at)) this.#closeTag();
    else if (text.startsWith('<?', at)) this.#instruction();
    else if (text.startsWith('<!--', at)) this.#section('<!--', '-->');
    else if (text.startsWith('<![CDATA[', at) && this.#depth > 0) this.#pieces.push(this.#section('<![CDATA[', ']]>'));
    else if (text.startsWith('<!', at)) throw new MarkupRefused('a DOCTYPE is not accepted');
    else this.#openTag();
  }

  #instruction(): void {
    const isFirst = this.#at === 0;
    if (/^xml\s/i.test(this.#section('<?', '?>')) && !isFirst) throw new MarkupRefused('a misplaced XML declaration');
  }

  #section(opening: string, closing: string): string {
    this.#sections += 1;
    if (this.#sections > this.limits.maxSections) throw new MarkupRefused('too many sections');
    const from = this.#at + opening.length;
    const end = this.text.indexOf(closing, from);
    if (end < 0) throw new MarkupRefused('XML is not complete');
    this.#at = end + closing.length;
    return this.text.slice(from, end);
  }

  #openTag(): void {
    if (this.#elements > 0 && this.#depth === 0) throw new MarkupRefused('more than one root element');
    this.#elements += 1;
    if (this.#elements > this.limits.maxElements) throw new MarkupRefused('too many elements');
    const from = this.#at;
    this.#expect(OPEN);
    while (this.#match(ATTRIBUTE)) {
      this.#attributes += 1;
      if (this.#attributes > this.limits.maxAttributes) throw new MarkupRefused('too many attributes');
    }
    const isEmpty = this.#expect(OPEN_END)[1] === '/';
    this.#tag(from);
    if (isEmpty) return;
    this.#depth += 1;
    if (this.#depth > this.limits.maxDepth) throw new MarkupRefused('nested too deep');
  }

  #closeTag(): void {
    const from = this.#at;
    this.#expect(CLOSE);
    this.#tag(from);
    this.#depth -= 1;
    if (this.#depth < 0) throw new MarkupRefused('a closing tag without its opening one');
  }

  #tag(from: number): void {
    if (this.#pieces.length > 0) {
      this.#tags.push(String(this.#texts.length));
      this.#texts.push(this.#pieces.join(''));
      this.#pieces = [];
    }
    this.#tags.push(this.text.slice(from, this.#at));
  }

  #expect(expression: RegExp): RegExpExecArray {
    const match = this.#match(expression);
    if (!match) throw new MarkupRefused('a malformed tag');
    return match;
  }

  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.text);
    if (match) this.#at = expression.lastIndex;
    return match;
  }
}
