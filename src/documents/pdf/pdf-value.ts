/** The kinds of PDF object that the page tree is made of; what texts say does not matter here. */
export type PdfValue =
  | { kind: 'number'; value: number }
  | { kind: 'name'; name: string }
  | { kind: 'text' }
  | { kind: 'reference'; number: number }
  | { kind: 'array'; items: PdfValue[] }
  | { kind: 'dictionary'; entries: PdfDictionary }
  /** `true`, `null`, `obj`, `stream`, … and anything that is no value at all. */
  | { kind: 'keyword'; word: string };

/** By name, without the slash. */
export type PdfDictionary = ReadonlyMap<string, PdfValue>;

/** Of an array of numbers; undefined where it is none. */
export function numbersOf(value: PdfValue | undefined): number[] | undefined {
  if (value?.kind !== 'array') return undefined;
  const numbers = value.items.flatMap((item) => (item.kind === 'number' ? [item.value] : []));
  return numbers.length === value.items.length ? numbers : undefined;
}

export function numberOf(value: PdfValue | undefined): number | undefined {
  return value?.kind === 'number' ? value.value : undefined;
}

export function nameOf(value: PdfValue | undefined): string | undefined {
  return value?.kind === 'name' ? value.name : undefined;
}
