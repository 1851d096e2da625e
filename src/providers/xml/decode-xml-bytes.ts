import { decodeText, decodeUtf16 } from './decode-text';

const DECLARED = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.-]{1,40})["']/;

/**
 * A document's bytes as text, before anything else looks at them, so that no unusual encoding hides a DOCTYPE.
 * `charset`, of the Content-Type, wins over the document's own declaration (docs/contract.md#webhooks). undefined = not
 * readable.
 */
export function decodeXmlBytes(bytes: Buffer, charset: string | undefined): string | undefined {
  return decode(bytes, charset)?.replace(/^\uFEFF/, '');
}

function decode(bytes: Buffer, charset: string | undefined): string | undefined {
  if (charset !== undefined) return decodeText(bytes, charset);
  return decodeUtf16(bytes) ?? decodeText(bytes, declaredCharset(bytes) ?? 'utf-8');
}

function declaredCharset(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 200).replace(/^\xef\xbb\xbf/, '');
  return DECLARED.exec(start)?.[1];
}
