type Header = string | string[] | undefined;

/**
 * A server's clock when it answered, in ms, to the second; undefined if it does not say. An answer from a cache (`Age`)
 * shows when it was made, not what time it is.
 */
export function serverDate({ date, age }: { date?: Header; age?: Header }): number | undefined {
  const text = firstOf(date) ?? '';
  const isFresh = /^0*$/.test(firstOf(age)?.trim() ?? '');
  const told = isFresh && text.endsWith(' GMT') ? Date.parse(text) : NaN;
  return Number.isNaN(told) ? undefined : told;
}

function firstOf(header: Header): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
