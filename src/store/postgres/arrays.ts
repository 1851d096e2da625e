const TEXT_OID = 25;
const HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;

/**
 * An array of texts as a parameter, in PostgreSQL's binary format: `pg` would write, and the server read, a literal with
 * every quote of a JSON text escaped, which takes longer than storing it.
 */
export function textArray(values: readonly string[]): Buffer {
  if (values.length === 0) return EMPTY;
  const sizes = values.map((value) => Buffer.byteLength(value));
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + size, HEADER_BYTES + DIMENSION_BYTES));
  // One dimension, no nulls, the type, then the length and the first index of the dimension.
  let at = 0;
  for (const field of [1, 0, TEXT_OID, values.length, 1]) at = bytes.writeInt32BE(field, at);
  for (const [index, value] of values.entries()) {
    at = bytes.writeInt32BE(sizes[index] ?? 0, at);
    at += bytes.write(value, at);
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
