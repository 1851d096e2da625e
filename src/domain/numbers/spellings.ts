import { exitCodeOf, parsePhoneNumber, regionOf, type PhoneNumber } from './phone-library';
import { readNumber } from './read-number';

/** The ways to write a number, digits only. */
export interface Spellings {
  /** Digits after a `+`. */
  international: ReadonlySet<string>;
  /** Digits without a `+`: the same, after an exit code, and as dialled within the country. */
  plain: ReadonlySet<string>;
}

/** The trunk prefixes that exist in the world. */
const TRUNKS = ['0', '1', '8', '06'];

/** `country`: the calling code of the place where the number is written; empty = the number's own. */
export function spellingsOf(number: string, country: string): Spellings {
  const found = number.startsWith('+') ? parsePhoneNumber(number) : undefined;
  const digits = number.replace(/\D/g, '');
  // A number that came without a plus may be complete apart from that.
  if (found === undefined)
    return { international: new Set(digits.length > 6 ? [digits] : []), plain: new Set([digits]) };
  const international = internationalSpellings(found);
  const exits = ['', '00', exitCodeFrom(country)].filter((code) => code !== undefined);
  const national = country === '' || country === found.countryCallingCode ? nationalSpellings(found) : [];
  return {
    international: new Set(international),
    plain: new Set([...exits.flatMap((exit) => international.map((spelling) => exit + spelling)), ...national]),
  };
}

/** Also with the trunk prefix that letterheads put in brackets, `+44 (0)20 …`, unless that is another number. */
function internationalSpellings({ number, countryCallingCode: code, nationalNumber }: PhoneNumber): string[] {
  const withTrunk = TRUNKS.filter((trunk) => {
    const reading = readNumber(`+${code}${trunk}${nationalNumber}`, '');
    return reading.kind === 'number' ? reading.e164 === number : trunk === '0';
  });
  return ['', ...withTrunk].map((trunk) => code + trunk + nationalNumber);
}

/** In countries that dial a 0 before every national number, a number without it belongs to another country. */
function nationalSpellings(found: PhoneNumber): string[] {
  const { number, countryCallingCode, nationalNumber } = found;
  const isThis = (digits: string): boolean => {
    const reading = readNumber(digits, countryCallingCode);
    return reading.kind === 'number' && reading.e164 === number;
  };
  const dialled = TRUNKS.map((trunk) => trunk + nationalNumber).filter(isThis);
  const written = [...dialled, found.formatNational().replace(/\D/g, '')];
  return dialled.some((digits) => digits.startsWith('0')) ? written : [...written, nationalNumber];
}

function exitCodeFrom(country: string): string | undefined {
  const region = regionOf(country);
  return region && exitCodeOf(region);
}
