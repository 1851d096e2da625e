import { withoutCredentials } from '../../../domain/without-credentials';
import type { XmlElement } from '../../xml/xml-element';

/**
 * `event.raw` of an element: its children by name, text where they hold nothing else, lists where a name repeats;
 * attributes begin with `@`. Depth and size are bounded by the parser.
 */
export function rawFields(element: XmlElement): Record<string, unknown> {
  return withoutCredentials(fieldsOf(element));
}

/** The same of a form's fields. */
export function rawForm(pairs: Iterable<readonly [name: string, value: string]>): Record<string, unknown> {
  return withoutCredentials(recordOf(pairs));
}

function fieldsOf(element: XmlElement): Record<string, unknown> {
  const attributes = [...element.attributes].map(([name, value]) => [`@${name}`, value] as const);
  return recordOf([...attributes, ...element.children.map((child) => [child.name, rawValue(child)] as const)]);
}

function rawValue(element: XmlElement): unknown {
  return element.children.length === 0 && element.attributes.size === 0 ? element.text : fieldsWithText(element);
}

function fieldsWithText(element: XmlElement): Record<string, unknown> {
  const text = element.text.trim() === '' ? {} : { '#text': element.text };
  return { ...fieldsOf(element), ...text };
}

/** Repeated names become a list. */
function recordOf(entries: Iterable<readonly [name: string, value: unknown]>): Record<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, value] of entries) {
    const known = values.get(name);
    // No value of a field is itself a list.
    if (Array.isArray(known)) known.push(value);
    else values.set(name, known === undefined ? value : [known, value]);
  }
  return Object.fromEntries(values);
}
