import { readNumberToSend } from './number-to-send';
import { none, type Reading } from './read-number';
import { LETTERS, NO_NUMBER, SIGN, takeApart } from './written-number';

export type SenderReading = Reading | { kind: 'name'; name: string };

/** A number of at most this many digits is a short code, which takes no country code. */
const SHORT_CODE = 6;

/** Reads the sender of an SMS: a number, a short code, or a name. The latter two stay as they are. */
export function readSender(value: unknown, country: string): SenderReading {
  const asNumber = (): Reading => readNumberToSend(value, { country, kind: 'sms' });
  if (typeof value !== 'string') return asNumber();
  const name = value.trim();
  const taken = takeApart(name);
  if ('fault' in taken) {
    return [LETTERS, NO_NUMBER, SIGN].includes(taken.fault) ? { kind: 'name', name } : none(taken.fault);
  }
  const { hasPlus, digits } = taken.written;
  return !hasPlus && digits.length <= SHORT_CODE ? { kind: 'name', name } : asNumber();
}
