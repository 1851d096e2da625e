/** A byte order mark, white space, and the zero bytes of UTF-16 may stand before it. */
const XML = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</;

/** By its first bytes: the vendor does not document its Content-Type. */
export function isXml(body: Buffer): boolean {
  return XML.test(body.toString('latin1', 0, 1_000));
}
