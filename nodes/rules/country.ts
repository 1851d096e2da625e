import { callingCode } from '../../src/domain/numbers/calling-code';
import { COUNTRIES } from '../../src/domain/numbers/countries';

export interface NamedCountry {
  region: string;
  code: string;
  /** In the user's language. */
  name: string;
}

/** All countries with their names in this language, sorted by name; in English if Intl does not know the language. */
export function countriesIn(language: string): NamedCountry[] {
  const names = namesIn(language);
  const countries = COUNTRIES.map(({ region, code }) => ({ region, code, name: names.of(region) ?? region }));
  return countries.sort((one, other) => one.name.localeCompare(other.name));
}

/** Replaces a country's name in the user's language by its region code, which the runtime can read; all else stays. */
export function writtenCountry(typed: string, countries: readonly NamedCountry[]): string {
  if (callingCode(typed) !== undefined) return typed;
  const wanted = typed.trim().toLocaleLowerCase();
  return countries.find(({ name }) => name.toLocaleLowerCase() === wanted)?.region ?? typed;
}

/** Such as "Germany, +49", or "+1" if several countries share the calling code; empty: not a country. */
export function meantCountry(typed: string, countries: readonly NamedCountry[]): string {
  const code = callingCode(typed);
  if (!code) return '';
  const wanted = typed.trim().toUpperCase();
  const sharing = countries.filter((country) => country.code === code);
  const named = sharing.find(({ region, name }) => region === wanted || name.toUpperCase() === wanted);
  const only = sharing.length === 1 ? sharing[0] : undefined;
  const { name } = named ?? only ?? {};
  return name === undefined ? `+${code}` : `${name}, +${code}`;
}

function namesIn(language: string): Intl.DisplayNames {
  try {
    return new Intl.DisplayNames([language, 'en'], { type: 'region' });
  } catch {
    return new Intl.DisplayNames(['en'], { type: 'region' });
  }
}
