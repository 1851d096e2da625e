declare const redacted: unique symbol;

/**
 * Text that may be published in an issue. It can only be made from our own words, small numbers and the results of the
 * functions of this folder, so that nothing from a setting or an answer gets into a report by mistake.
 */
export type Redacted = string & { readonly [redacted]: true };

/** Makes redacted text from our own words; the values must be redacted texts or numbers. */
export function redact(words: TemplateStringsArray, ...parts: (Redacted | number)[]): Redacted {
  return words.reduce((text, word, index) => {
    const part = parts[index - 1] ?? '';
    return text + (typeof part === 'number' ? counted(part) : part) + word;
  }) as Redacted;
}

export function listed(parts: readonly Redacted[], separator: ', ' | '; ' = ', '): Redacted {
  return parts.join(separator) as Redacted;
}

/** The word, if it is in our list (in any case): an answer may only choose among our words. */
export function known(word: string, words: readonly string[]): Redacted | undefined {
  const wanted = word.trim().toLowerCase();
  return words.find((one) => one.toLowerCase() === wanted) as Redacted | undefined;
}

/** A field's name as spelled in the answer, if it differs from one of ours by case at most. */
export function knownAsSpelled(name: string, names: readonly string[]): Redacted | undefined {
  return known(name, names) === undefined || name !== name.trim() ? undefined : (name as Redacted);
}

/** The last four digits of a phone number; undefined when it is too short to hide the others. */
export function lastFour(number: string): Redacted | undefined {
  const digits = number.replace(/\D/g, '');
  return digits.length < 7 ? undefined : (`…${digits.slice(-4)}` as Redacted);
}

/** Larger numbers are not shown, because they might be phone numbers or ids. */
const LARGEST = 99_999;

function counted(number: number): string {
  return Number.isFinite(number) && Math.abs(number) <= LARGEST ? String(Math.round(number)) : 'many';
}
