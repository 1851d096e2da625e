declare const redacted: unique symbol;

/**
 * Text that may stand in a public issue. It is made of our own words, of small numbers and of what the functions of this
 * folder make of an answer, so that nothing of a setting or an answer can get into a report by mistake.
 */
export type Redacted = string & { readonly [redacted]: true };

/** Our own words, with redacted parts in them. */
export function told(words: TemplateStringsArray, ...parts: (Redacted | number)[]): Redacted {
  return words.reduce((text, word, index) => {
    const part = parts[index - 1] ?? '';
    return text + (typeof part === 'number' ? counted(part) : part) + word;
  }) as Redacted;
}

export function listed(parts: readonly Redacted[], separator: ', ' | '; ' = ', '): Redacted {
  return parts.join(separator) as Redacted;
}

/** The word, if it is one of ours: an answer may choose among our words, never bring its own. */
export function known(word: string, words: readonly string[]): Redacted | undefined {
  const wanted = word.trim().toLowerCase();
  return words.find((one) => one.toLowerCase() === wanted) as Redacted | undefined;
}

/** A name of a field as it was spelled, where it differs from one of ours by its case alone. */
export function knownAsSpelled(name: string, names: readonly string[]): Redacted | undefined {
  return known(name, names) === undefined || name !== name.trim() ? undefined : (name as Redacted);
}

/** The last four digits of a number; undefined: it is too short to hide any. */
export function lastFour(number: string): Redacted | undefined {
  const digits = number.replace(/\D/g, '');
  return digits.length < 7 ? undefined : (`…${digits.slice(-4)}` as Redacted);
}

/** Larger numbers may be somebody's. */
const LARGEST = 99_999;

function counted(number: number): string {
  return Number.isFinite(number) && Math.abs(number) <= LARGEST ? String(Math.round(number)) : 'many';
}
