import type { XmlElement } from '../../xml/xml-element';
import { rawFields } from './raw-fields';

/** Thrown for an input that cannot be understood; the codec then puts the input into the quarantine. */
export class Unintelligible extends Error {
  /** `reason` is a fixed short phrase that quotes nothing. */
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * The fields of one notification or REST resource. Names are compared without case, in which the vendor's
 * documents, samples and protocols differ. Asking for a field that occurs twice throws `Unintelligible`,
 * because neither value can be trusted.
 */
export class Fields {
  readonly #values = new Map<string, (string | XmlElement)[]>();

  private constructor(
    entries: Iterable<readonly [name: string, value: string | XmlElement]>,
    readonly raw: Record<string, unknown>,
  ) {
    for (const [name, value] of entries) {
      const values = this.#values.get(name.toLowerCase());
      if (values) values.push(value);
      else this.#values.set(name.toLowerCase(), [value]);
    }
  }

  static of(element: XmlElement): Fields {
    return new Fields(
      element.children.map((child) => [child.name, child]),
      rawFields(element),
    );
  }

  static ofForm(pairs: readonly (readonly [string, string])[], raw: Record<string, unknown>): Fields {
    return new Fields(pairs, raw);
  }

  /** A field's text, exactly as sent; undefined when it is absent. `name` is in lower case. Throws `Unintelligible`. */
  text(name: string): string | undefined {
    const value = this.#one(name);
    if (value === undefined || typeof value === 'string') return value;
    if (value.children.length > 0) throw new Unintelligible('a field that contains other fields');
    return value.text;
  }

  /** The fields inside a field; undefined when it is absent. Throws `Unintelligible`. */
  inside(name: string): Fields | undefined {
    const value = this.#one(name);
    return value === undefined || typeof value === 'string' ? undefined : Fields.of(value);
  }

  #one(name: string): string | XmlElement | undefined {
    const values = this.#values.get(name);
    if (values !== undefined && values.length > 1) throw new Unintelligible('a duplicate field');
    return values?.[0];
  }
}
