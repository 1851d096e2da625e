/** What a text says as JSON, with or without a byte order mark; undefined: it is none. The parser's error quotes the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}
