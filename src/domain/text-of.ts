/** The value if it is text, else empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
