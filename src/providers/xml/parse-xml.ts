import { hasForbiddenCharacter } from './decode-entities';
import { decodeXmlBytes } from './decode-text';
import { MarkupRefused, scanMarkup } from './scan-markup';
import type { XmlElement } from './xml-element';
import { WEBHOOK_XML_LIMITS, type XmlLimits } from './xml-limits';

export interface ParseXmlOptions {
  /** From the Content-Type; wins over the document's own declaration. */
  charset?: string | undefined;
  /** Default: the limits for a webhook's body. */
  limits?: XmlLimits;
}

/** `reason` is a fixed short phrase that quotes nothing. */
export type ParsedXml = { ok: true; root: XmlElement } | { ok: false; reason: string };

/**
 * Parses XML. Strict and bounded, refuses every DOCTYPE, and keeps texts exactly, apart from line ends, which become
 * LF as XML requires. Never throws; loads no files and no URLs.
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
