/**
 * What a text says as JSON, with or without a byte order mark; undefined = it is none. The parser's error is dropped: it
 * quotes the text.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
