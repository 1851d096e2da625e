import { plainCharacters } from './plain-characters';
import { readNumber } from './read-number';
import { isWithheld } from './withheld';
import { takeApart } from './written-number';

export interface PartyOptions {
  /** Calling code that completes national numbers; may be empty. */
  country: string;
  /** This provider writes international numbers in digits alone, without a plus. */
  lacksPlus?: boolean;
}

/** With at most this many digits it is a short code or a service, which takes no country code. */
const SHORT_CODE = 6;
const INTERNATIONAL = /^[1-9]\d{6,14}$/;

/**
 * Who called or was called, as a provider writes it: E.164 where that is sure; withheld = "". Anything else as it came:
 * short codes, senders of letters, SIP addresses, what is no number. It is never refused.
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
  // That it is international is sure, though its country has no such numbers.
  const rest = hasPlus ? digits : digits.startsWith('00') ? digits.slice(2) : '';
  return INTERNATIONAL.test(rest) ? `+${rest}` : came;
}
