/** PostgreSQL's text cannot contain NUL. Hardly any value does: JSON escapes both characters. */
const SPECIAL = /[\0\u0001]/g;

export function toText(value: string): string {
  // Each search on its own is many times faster than a pattern of both.
  if (!value.includes('\0') && !value.includes('\u0001')) return value;
  return value.replace(SPECIAL, (character) => (character === '\0' ? '\u0001n' : '\u0001e'));
}

export function fromText(text: string): string {
  if (!text.includes('\u0001')) return text;
  return text.replace(/\u0001([en])/g, (_, which: string) => (which === 'n' ? '\0' : '\u0001'));
}
