const TEXT_OID = 25;
const HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;

/**
 * An array of texts as a parameter, in PostgreSQL's binary format: `pg` would write, and the server read, a literal with
 * every quote of a JSON text escaped, which takes longer than storing it.
 */
export function textArray(values: readonly string[]): Buffer {
  if (values.length === 0) return EMPTY;
  let size = HEADER_BYTES + DIMENSION_BYTES;
  for (const value of values) size += 4 + Buffer.byteLength(value);
  const bytes = Buffer.allocUnsafe(size);
  // One dimension, no nulls, the type, then the length and the first index of the dimension.
  let at = 0;
  for (const field of [1, 0, TEXT_OID, values.length, 1]) at = bytes.writeInt32BE(field, at);
  for (const value of values) {
    const written = bytes.write(value, at + 4);
    bytes.writeInt32BE(written, at);
    at += 4 + written;
  }
  return bytes;
}

/** Without a dimension. */
const EMPTY = emptyArray();

function emptyArray(): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeInt32BE(TEXT_OID, 8);
  return bytes;
}

/** An array of whole numbers as a parameter. */
export function numberArray(values: readonly number[]): string {
  return `{${values.join(',')}}`;
}
