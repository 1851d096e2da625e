import { plainCharacters } from './plain-characters';
import { readNumber } from './read-number';
import { isWithheld } from './withheld';
import { takeApart } from './written-number';

export interface PartyOptions {
  /** Calling code that completes national numbers; may be empty. */
  country: string;
  /** The provider writes international numbers as digits only, without a plus. */
  lacksPlus?: boolean;
}

/** A number of at most this many digits is a short code or a service, which takes no country code. */
const SHORT_CODE = 6;
const INTERNATIONAL = /^[1-9]\d{6,14}$/;

/**
 * The caller or the called number as a provider writes it: E.164 if that is certain, "" if withheld. Anything else is
 * returned as it came, never refused: short codes, alphanumeric senders, SIP addresses, text that is not a number.
 */
export function readParty(value: string | undefined, { country, lacksPlus = false }: PartyOptions): string {
  const came = value?.trim() ?? '';
  if (isWithheld(came)) return '';
  const [, international] = (lacksPlus && /^(?:\+|00)?([1-9]\d{6,14})$/.exec(plainCharacters(came))) || [];
  if (international !== undefined) return `+${international}`;
  const taken = takeApart(came);
  if ('fault' in taken) return came;
  const { hasPlus, digits } = taken.written;
  if (!hasPlus && digits.length <= SHORT_CODE) return came;
  const reading = readNumber(came, country);
  if (reading.kind === 'number') return reading.e164;
  // It is certainly international, even if its country has no such numbers.
  const rest = hasPlus ? digits : digits.startsWith('00') ? digits.slice(2) : '';
  return INTERNATIONAL.test(rest) ? `+${rest}` : came;
}
