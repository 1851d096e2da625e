/** A clock that shows less was never set. */
const EARLIEST = Date.UTC(2020, 0);

type Header = string | string[] | undefined;

/**
 * A server's clock when it answered, in ms, to the second; undefined if it does not say, or was never set. An answer from a cache (`Age`)
 * shows when it was made, not what time it is.
 */
export function serverDate({ date, age }: { date?: Header; age?: Header }): number | undefined {
  const text = firstOf(date) ?? '';
  const isFresh = /^0*$/.test(firstOf(age)?.trim() ?? '');
  const ms = isFresh && text.endsWith(' GMT') ? Date.parse(text) : NaN;
  return ms >= EARLIEST ? ms : undefined;
}

function firstOf(header: Header): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
