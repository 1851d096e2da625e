/**
 * Parses JSON, with or without a byte order mark; undefined if it is not
 * JSON. Used because the error of `JSON.parse` quotes the text.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}
