/** An element of a parsed document. All values are strings, exact to the character. */
export interface XmlElement {
  /** Without its namespace prefix: senders differ in prefixes and even in the namespace's address. */
  name: string;
  /** By their names as written; namespace declarations are among them. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** Its own character data, pieces around comments, CDATA and children joined. */
  text: string;
}

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
