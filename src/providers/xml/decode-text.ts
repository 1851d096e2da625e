type Decode = (bytes: Buffer) => string | undefined;

/** Character sets by the names they have in a Content-Type or an XML declaration. */
const DECODERS = new Map<string, Decode>([
  ['utf-8', fatal('utf-8')],
  ['utf8', fatal('utf-8')],
  // Without a byte order mark nobody can know which of the two it is.
  ['utf-16', decodeUtf16],
  ['utf-16le', fatal('utf-16le')],
  ['utf-16be', fatal('utf-16be')],
  // What is labelled ISO-8859-1 and uses 80 to 9F means Windows-1252: browsers read it so, too.
  ['iso-8859-1', decodeWindows1252],
  ['latin1', decodeWindows1252],
  ['windows-1252', decodeWindows1252],
  ['us-ascii', decodeAscii],
  ['ascii', decodeAscii],
]);

/** Bytes as text, a byte order mark included. undefined = unknown character set, or bytes that it does not have. */
export function decodeText(bytes: Buffer, charset: string): string | undefined {
  return DECODERS.get(charset.toLowerCase())?.(bytes);
}

/** The character set that a Content-Type names; undefined = none. */
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

/** 80 to 9F. Node.js has versions whose own decoder takes them for control characters. */
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
 * A document's bytes as text, before anything else looks at them, so that no unusual encoding hides a DOCTYPE.
 * `charset`, of the Content-Type, wins over the document's own declaration (docs/contract.md#webhooks). undefined = not
 * readable.
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

/** A byte order mark, white space, and the zero bytes of UTF-16 may stand before it. */
const XML = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</;

/** By its first bytes: the vendor does not document its Content-Type. */
export function isXml(body: Buffer): boolean {
  return XML.test(body.toString('latin1', 0, 1_000));
}
