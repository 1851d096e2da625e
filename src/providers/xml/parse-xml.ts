import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { decodeEntities, hasForbiddenCharacter } from './decode-entities';
import { decodeXmlBytes } from './decode-xml-bytes';
import { MarkupRefused, scanMarkup } from './scan-markup';
import type { XmlElement } from './xml-element';
import { WEBHOOK_XML_LIMITS, type XmlLimits } from './xml-limits';

export interface ParseXmlOptions {
  /** Of the Content-Type; wins over the document's own declaration. */
  charset?: string | undefined;
  /** Those of a webhook's body unless told. */
  limits?: XmlLimits;
}

/** `reason`: a short fixed phrase without content. */
export type ParsedXml = { ok: true; root: XmlElement } | { ok: false; reason: string };

const TEXT = '#text';
const ATTRIBUTES = ':@';

/** The parser's defaults are unsafe for us (numbers, entities, trimming): nothing else may import it. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  textNodeName: TEXT,
  // Nodes are read by their own keys only, so a name such as `toString` needs no other.
  onDangerousProperty: (name) => name,
});

/**
 * The one way from bytes to XML: strict, bounded, without DOCTYPE, and exact to the character but for line ends, which
 * XML makes LF. Never throws, opens nothing.
 */
export function parseXml(bytes: Buffer, { charset, limits = WEBHOOK_XML_LIMITS }: ParseXmlOptions = {}): ParsedXml {
  if (bytes.length > limits.maxBytes) return refused('XML is too large');
  const text = decodeXmlBytes(bytes, charset)?.replace(/\r\n?/g, '\n');
  if (text === undefined) return refused('XML in an unknown or broken character set');
  if (hasForbiddenCharacter(text)) return refused('a character that XML does not allow');
  try {
    const { tags, texts } = scanMarkup(text, limits);
    if (XMLValidator.validate(tags) !== true) return refused('XML is not well formed');
    const [root] = parseTags(tags);
    return root === undefined ? refused('XML is not well formed') : { ok: true, root: elementOf(root, texts) };
  } catch (thrown) {
    if (thrown instanceof MarkupRefused) return refused(thrown.message);
    throw thrown;
  }
}

function refused(reason: string): ParsedXml {
  return { ok: false, reason };
}

type OrderedNode = Record<string, unknown>;

function parseTags(tags: string): OrderedNode[] {
  try {
    return parser.parse(tags) as OrderedNode[];
  } catch {
    throw new MarkupRefused('a reserved name');
  }
}

/** Its recursion is bounded by the scan's depth. */
function elementOf(node: OrderedNode, texts: readonly string[]): XmlElement {
  const written = Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';
  const name = written.slice(written.lastIndexOf(':') + 1);
  if (name === '') throw new MarkupRefused('a malformed tag');
  const nodes = node[written] as OrderedNode[];
  return {
    name,
    attributes: attributesOf(node[ATTRIBUTES]),
    children: nodes.filter((inner) => !(TEXT in inner)).map((inner) => elementOf(inner, texts)),
    text: nodes.map((inner) => (TEXT in inner ? (texts[Number(inner[TEXT])] ?? '') : '')).join(''),
  };
}

function attributesOf(given: unknown): Map<string, string> {
  const entries = Object.entries((given ?? {}) as Record<string, string>);
  return new Map(entries.map(([name, value]) => [name, attributeValue(value)]));
}

function attributeValue(written: string): string {
  // White space in an attribute is a blank, by XML's own rule.
  const value = decodeEntities(written.replace(/[\t\n]/g, ' '));
  if (value === undefined) throw new MarkupRefused('an unknown entity or a forbidden reference');
  return value;
}
