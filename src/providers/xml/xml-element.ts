/** An element of a parsed document. All values are strings, exactly as sent. */
export interface XmlElement {
  /** Without the namespace prefix: senders use different prefixes and even different namespace addresses. */
  name: string;
  /** By name as written, including namespace declarations. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** The element's own text: all its pieces between children and comments, and its CDATA, joined. */
  text: string;
}

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
