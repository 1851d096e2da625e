type Decode = (bytes: Buffer) => string | undefined;

/** Decoders by the name of the character set in a Content-Type or an XML declaration. */
const DECODERS = new Map<string, Decode>([
  ['utf-8', fatal('utf-8')],
  ['utf8', fatal('utf-8')],
  // This name leaves the byte order open: without a byte order mark the bytes are refused.
  ['utf-16', decodeUtf16],
  ['utf-16le', fatal('utf-16le')],
  ['utf-16be', fatal('utf-16be')],
  // Text labelled ISO-8859-1 that uses the bytes 80 to 9F is really Windows-1252; browsers read it the same way.
  ['iso-8859-1', decodeWindows1252],
  ['latin1', decodeWindows1252],
  ['windows-1252', decodeWindows1252],
  ['us-ascii', decodeAscii],
  ['ascii', decodeAscii],
]);

/**
 * Decodes bytes; a byte order mark stays in the text. Returns undefined for an unknown character set, and for bytes
 * that are not valid in it.
 */
export function decodeText(bytes: Buffer, charset: string): string | undefined {
  return DECODERS.get(charset.toLowerCase())?.(bytes);
}

/** The `charset` parameter of a Content-Type; undefined without one. */
export function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";,]{1,40})/i.exec(contentType?.slice(0, 1_000) ?? '')?.[1];
}

function decodeUtf16(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return DECODERS.get('utf-16le')?.(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return DECODERS.get('utf-16be')?.(bytes);
  return undefined;
}

function fatal(encoding: string): Decode {
  return (bytes) => {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  };
}

/** The characters of the bytes 80 to 9F, which some versions of Node.js decode as control characters. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeWindows1252(bytes: Buffer): string {
  const wide = Buffer.alloc(bytes.length * 2);
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const code = byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252.charCodeAt(byte - 0x80) : byte;
    wide[2 * at] = code & 0xff;
    wide[2 * at + 1] = code >> 8;
  }
  return wide.toString('utf16le');
}

function decodeAscii(bytes: Buffer): string | undefined {
  return bytes.some((byte) => byte > 0x7f) ? undefined : bytes.toString('latin1');
}

const DECLARED = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.-]{1,40})["']/;

/**
 * Decodes an XML document before anything else examines it, so that an unusual encoding cannot hide a DOCTYPE. The
 * `charset` of the Content-Type wins over the document's own declaration (docs/contract.md#webhooks). Returns undefined
 * when the bytes cannot be decoded.
 */
export function decodeXmlBytes(bytes: Buffer, charset: string | undefined): string | undefined {
  return decodeDocument(bytes, charset)?.replace(/^\uFEFF/, '');
}

function decodeDocument(bytes: Buffer, charset: string | undefined): string | undefined {
  if (charset !== undefined) return decodeText(bytes, charset);
  return decodeUtf16(bytes) ?? decodeText(bytes, declaredCharset(bytes) ?? 'utf-8');
}

function declaredCharset(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 200).replace(/^\xef\xbb\xbf/, '');
  return DECLARED.exec(start)?.[1];
}

/** A `<`, possibly after a byte order mark, white space, or a zero byte of UTF-16. */
const XML = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</;

/** Recognises XML by its first bytes, because Esendex does not document the Content-Type that it sends. */
export function isXml(body: Buffer): boolean {
  return XML.test(body.toString('latin1', 0, 1_000));
}
