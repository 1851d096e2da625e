import { COUNTRIES, regionName } from './countries';
import { plainCharacters } from './plain-characters';

/** Common names that are not in ISO 3166. */
const OTHER_NAMES: Record<string, string> = { UK: 'GB', USA: 'US', 'GREAT BRITAIN': 'GB', ENGLAND: 'GB' };

/**
 * The calling code of a country that is given as `44`, `+44` or `0044`, by its two letters (`GB`) or by its English
 * name. Empty for an empty text; undefined if there is no such country.
 */
export function callingCode(text: string): string | undefined {
  const plain = plainCharacters(text).trim();
  if (plain === '') return '';
  const [, written] = /^(?:\+|00)?([1-9]\d{0,2})$/.exec(plain) ?? [];
  if (written !== undefined) return COUNTRIES.find(({ code }) => code === written)?.code;
  const upper = plain.toUpperCase();
  const name = OTHER_NAMES[upper] ?? upper;
  return COUNTRIES.find(({ region }) => region === name || regionName(region).toUpperCase() === name)?.code;
}
