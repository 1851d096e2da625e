export interface XmlElement {
  name: string;
  attributes: Record<string, string | number>;
  content: string | XmlElement[];
}

export function element(
  name: string,
  content: string | number | XmlElement[] = '',
  attributes: Record<string, string | number> = {},
): XmlElement {
  return { name, attributes, content: typeof content === 'number' ? String(content) : content };
}

export interface XmlStyle {
  /** One element per line, indented; texts are not changed. */
  pretty?: boolean;
  selfClosed?: boolean;
}

export function writeXml(root: XmlElement, { pretty = false, selfClosed = false }: XmlStyle = {}): string {
  const write = ({ name, attributes, content }: XmlElement, depth: number): string => {
    const head =
      name +
      Object.entries(attributes)
        .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
        .join('');
    if (content.length === 0 && selfClosed) return `<${head} />`;
    if (typeof content === 'string') return `<${head}>${escapeXml(content)}</${name}>`;
    const line = (level: number): string => (pretty ? `\r\n${'  '.repeat(level)}` : '');
    const children = content.map((child) => line(depth + 1) + write(child, depth + 1)).join('');
    return `<${head}>${children}${content.length > 0 ? line(depth) : ''}</${name}>`;
  };
  return write(root, 0);
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Writes control characters as references, like the vendor's platform, although XML does not allow them. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"]|[\0-\x08\x0b-\x1f]/g, (character) => {
    return ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}
