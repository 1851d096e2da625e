import type { XmlElement } from '../../xml/xml-element';
import { rawFields } from './raw-fields';

/** Ends the reading of an input that cannot be understood; the codec makes a quarantine of it. */
export class Unintelligible extends Error {
  /** `reason`: a short fixed phrase without content. */
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * The fields of one notification or REST resource. Names are compared without case: the vendor's own documents,
 * samples and protocols differ in it. A field that is asked for and is there twice makes the whole unintelligible,
 * because neither the first nor the last of them can be trusted.
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

  /** Exact to the character; undefined = absent. Throws `Unintelligible`. */
  text(name: string): string | undefined {
    const value = this.#one(name);
    if (value === undefined || typeof value === 'string') return value;
    if (value.children.length > 0) throw new Unintelligible('a field with fields in it');
    return value.text;
  }

  /** The fields inside a field. Throws `Unintelligible`. */
  inside(name: string): Fields | undefined {
    const value = this.#one(name);
    return value === undefined || typeof value === 'string' ? undefined : Fields.of(value);
  }

  #one(name: string): string | XmlElement | undefined {
    const values = this.#values.get(name);
    if (values !== undefined && values.length > 1) throw new Unintelligible('a field is there twice');
    return values?.[0];
  }
}
