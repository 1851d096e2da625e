import { exitCodeOf, parsePhoneNumber, regionOf, type PhoneNumber } from './phone-library';
import { readNumber } from './read-number';

/** The digits by which a number may be written. */
export interface Spellings {
  /** After a `+`. */
  international: ReadonlySet<string>;
  /** Without one: as they stand, after an exit code, and as they are dialled at home. */
  plain: ReadonlySet<string>;
}

/** Trunk prefixes of the world. */
const TRUNKS = ['0', '1', '8', '06'];

/** `country`: the calling code where numbers are written without one; empty = the number's own. */
export function spellingsOf(number: string, country: string): Spellings {
  const found = number.startsWith('+') ? parsePhoneNumber(number) : undefined;
  const digits = number.replace(/\D/g, '');
  // What came without a plus may have lacked nothing else.
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

/** Also with the trunk prefix in brackets that letterheads have, `+44 (0)20 …`, where that is no other number. */
function internationalSpellings({ number, countryCallingCode: code, nationalNumber }: PhoneNumber): string[] {
  const withTrunk = TRUNKS.filter((trunk) => {
    const reading = readNumber(`+${code}${trunk}${nationalNumber}`, '');
    return reading.kind === 'number' ? reading.e164 === number : trunk === '0';
  });
  return ['', ...withTrunk].map((trunk) => code + trunk + nationalNumber);
}

/** Where a 0 is dialled in front of each, what lacks it is a number of another country. */
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
