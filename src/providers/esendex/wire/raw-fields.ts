import { withoutCredentials } from '../../../domain/without-credentials';
import type { XmlElement } from '../../xml/xml-element';

/**
 * Makes `event.raw` from an element: its children by name, as text if they hold nothing else; repeated names as lists;
 * attributes with a leading `@`. The parser has already limited depth and size.
 */
export function rawFields(element: XmlElement): Record<string, unknown> {
  return withoutCredentials(fieldsOf(element));
}

/** Makes `event.raw` from the fields of a form. */
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

/** An object of the entries, in which repeated names become lists. */
function recordOf(entries: Iterable<readonly [name: string, value: unknown]>): Record<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, value] of entries) {
    const known = values.get(name);
    // A list here was made below, because no single value is a list.
    if (Array.isArray(known)) known.push(value);
    else values.set(name, known === undefined ? value : [known, value]);
  }
  return Object.fromEntries(values);
}
