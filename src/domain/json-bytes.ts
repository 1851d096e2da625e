/** Far deeper than anything that a provider sends. */
const MAX_DEPTH = 100;

/** A parsed value as JSON again, to be kept. Never throws. */
export function jsonBytes(value: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(value ?? null));
  } catch {
    // JSON.stringify recurses and overflows on nesting that JSON.parse has accepted.
    return Buffer.from(JSON.stringify(downTo(MAX_DEPTH, value)));
  }
}

/** The value with an ellipsis for everything that is nested deeper, so that it hardly grows, whatever its shape. */
function downTo(depth: number, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => downTo(depth - 1, item));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, downTo(depth - 1, item)]));
}
