import { hasForbiddenCharacter } from './decode-entities';
import { decodeXmlBytes } from './decode-text';
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
    return { ok: true, root: scanMarkup(text, limits) };
  } catch (thrown) {
    if (thrown instanceof MarkupRefused) return refused(thrown.message);
    throw thrown;
  }
}

function refused(reason: string): ParsedXml {
  return { ok: false, reason };
}
