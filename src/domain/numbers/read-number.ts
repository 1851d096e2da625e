import { regionName } from './countries';
import { lengthOf, parsePhoneNumber, regionOf, type PhoneNumber, type Region } from './phone-library';
import { takeApart, TWO_NUMBERS, type WrittenNumber } from './written-number';

/**
 * `national`: it needs a country code, and none is known; `likely`: what it probably is. `none`: it cannot be dialled;
 * `fault` says why, without quoting the number.
 */
export type Reading =
  KnownNumber | { kind: 'national'; digits: string; likely?: KnownNumber } | { kind: 'none'; fault: string };

export interface KnownNumber {
  kind: 'number';
  e164: string;
  /** False: as far as is known its country has not assigned such a number. */
  isValid: boolean;
  isMobile: boolean;
  /** The country's name. */
  region: string;
}

/** The longest number in E.164. */
const MAX_DIGITS = 15;
/** The longest exit code and number together. */
const MAX_DIALLED = 20;
/** Emergency and other service numbers of up to three digits are nowhere a subscriber's number. */
const MIN_NATIONAL = 4;

/** Reads one phone number in any spelling. `country`: the calling code (`44`) of numbers without one; may be empty. */
export function readNumber(text: string, country: string): Reading {
  const taken = takeApart(text);
  if ('fault' in taken) return none(taken.fault);
  const { written } = taken;
  // A slash may separate two numbers (`020 7946 0018/19`) or parts of one (`0211/1234567`).
  if (written.beforeSlashes.some((digits) => isValid(readDigits({ ...written, digits }, country)))) {
    return none(TWO_NUMBERS);
  }
  const reading = readDigits(written, country);
  if (written.withoutZero === undefined || isValid(reading)) return reading;
  const withoutZero = readDigits({ ...written, digits: written.withoutZero }, country);
  return isValid(withoutZero) || reading.kind === 'none' ? withoutZero : reading;
}

function isValid(reading: Reading): boolean {
  return reading.kind === 'number' && reading.isValid;
}

export function none(fault: string): Reading {
  return { kind: 'none', fault };
}

function readDigits({ hasPlus, digits }: Pick<WrittenNumber, 'hasPlus' | 'digits'>, country: string): Reading {
  if (digits.length < MIN_NATIONAL) return none('too short');
  const region = regionOf(country);
  if (hasPlus) return choose([international(digits)], digits);
  if (region !== undefined) return choose(dialledIn(region, { digits, country }), digits);
  return digits.length > MAX_DIALLED ? none(TOO_LONG) : withoutCountry(digits);
}

/** `00` is the exit code of most countries, but not all: Australia's is `0011`. */
function withoutCountry(digits: string): Reading {
  const found = digits.startsWith('00') ? international(digits.slice(2)) : undefined;
  if (found === undefined || !isPossible(found)) return { kind: 'national', digits };
  const likely = numberOf(found);
  return likely.isValid ? likely : { kind: 'national', digits, likely };
}

/** What the digits may mean when dialled in this region, the likeliest first. */
function dialledIn(region: Region, { digits, country }: { digits: string; country: string }): Candidate[] {
  const dialled = parsePhoneNumber(digits, region);
  // People write `00` everywhere, also where another exit code is dialled.
  if (digits.startsWith('00')) return [dialled, international(digits.slice(2))];
  if (!digits.startsWith(country)) return [dialled];
  // Spreadsheets and databases drop the plus. Only a mobile number is certain to be meant so: landlines of some
  // countries may begin with any digits.
  const plussed = international(digits);
  return plussed?.isValid() && isMobile(plussed) ? [plussed] : [dialled, plussed];
}

type Candidate = PhoneNumber | undefined;

function international(digits: string): Candidate {
  return parsePhoneNumber(`+${digits}`);
}

/** A number that is valid in two ways is refused, because a wrong choice would ring a stranger. */
function choose(candidates: Candidate[], digits: string): Reading {
  const found = candidates.filter((candidate) => candidate !== undefined);
  const possible = found.filter(isPossible);
  const [valid, other] = possible.filter((candidate) => candidate.isValid());
  if (valid !== undefined && other !== undefined && valid.number !== other.number) return none(AMBIGUOUS);
  const chosen = valid ?? possible[0];
  return chosen === undefined ? none(faultOf(found[0], digits)) : numberOf(chosen);
}

const AMBIGUOUS = 'can be read as two different numbers: write it with + and country code';
const TOO_LONG = 'too long: a phone number has at most 15 digits';

function numberOf(found: PhoneNumber): KnownNumber {
  const { number: e164 } = found;
  return { kind: 'number', e164, isValid: found.isValid(), isMobile: isMobile(found), region: nameOf(found) };
}

function isMobile(found: PhoneNumber): boolean {
  return found.getType() === 'MOBILE';
}

function isPossible(found: PhoneNumber): boolean {
  const { number, nationalNumber } = found;
  if (nationalNumber.length < MIN_NATIONAL || number.length - 1 > MAX_DIGITS) return false;
  return found.isPossible() && (withoutTrunk(found) === undefined || found.isValid());
}

/** The library leaves the trunk prefix where too few digits would remain; what then looks possible is not a number. */
function withoutTrunk({ countryCallingCode, nationalNumber }: PhoneNumber): Candidate {
  const hasTrunk = nationalNumber.startsWith('0') || (countryCallingCode === '1' && nationalNumber.startsWith('1'));
  return hasTrunk ? international(countryCallingCode + nationalNumber.slice(1)) : undefined;
}

function faultOf(found: Candidate, digits: string): string {
  if (found === undefined) {
    if (digits.length > MAX_DIGITS) return TOO_LONG;
    return digits.startsWith('0') ? 'no country code begins with 0' : 'no country has this code';
  }
  if (found.number.length - 1 > MAX_DIGITS) return TOO_LONG;
  const length = lengthOf(withoutTrunk(found) ?? found);
  const region = nameOf(found);
  if (length === 'TOO_LONG') return `too long for ${region}`;
  return length === 'INVALID_LENGTH' ? `not as long as numbers of ${region} are` : `too short for ${region}`;
}

function nameOf({ country, countryCallingCode }: PhoneNumber): string {
  const region = country ?? regionOf(countryCallingCode);
  return region === undefined ? 'its country code' : regionName(region);
}
