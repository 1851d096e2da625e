import type { Found } from './item';

export const MAX_SEARCH = 100;

const NUMBER = /^[+\d\s()./-]+$/;
const LEAST_DIGITS = 3;
const LAST = 4;
const LEAST_OF_ID = 6;

/**
 * Finds items by reference, by their id in a flow or in the log, or by digits of a phone number. `whole`: the user may
 * see whole numbers. Otherwise only the last four digits are compared: a number could be guessed digit by digit.
 */
export function searchFor(text: string, { whole }: { whole: boolean }): (found: Found) => boolean {
  const wanted = text.trim().toLowerCase();
  const digits = digitsIn(wanted);
  return ({ item, numbers }) => {
    if (item.reference?.toLowerCase().includes(wanted)) return true;
    if (wanted.length >= LEAST_DIGITS && item.logId.startsWith(wanted)) return true;
    if (wanted.length >= LEAST_OF_ID && idIn(item).startsWith(wanted)) return true;
    return digits !== undefined && numbers.some((number) => fits(number, digits, whole));
  };
}

/** An item's id as a flow knows it: without the scope and kind at the beginning of a key. */
function idIn({ id }: Found['item']): string {
  return id.replace(/^.*?:(?:fax|sms)\.received:/, '').toLowerCase();
}

/** Without leading zeros: stored numbers are international, but people often search for the national form. */
function digitsIn(text: string): string | undefined {
  if (!NUMBER.test(text)) return undefined;
  const all = text.replace(/\D/g, '');
  const digits = all.replace(/^0+/, '');
  if (digits.length >= LEAST_DIGITS) return digits;
  return all.length >= LEAST_DIGITS && all.length <= LAST ? all : undefined;
}

function fits(number: string, digits: string, whole: boolean): boolean {
  if (!NUMBER.test(number)) return false;
  const stored = number.replace(/\D/g, '');
  if (whole) return stored.includes(digits);
  return stored.slice(-LAST).endsWith(digits.slice(-LAST));
}
