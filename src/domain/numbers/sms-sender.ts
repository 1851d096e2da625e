import { readNumberToSend } from './number-to-send';
import { none, type Reading } from './read-number';
import { LETTERS, NO_NUMBER, SIGN, takeApart } from './written-number';

export type SenderReading = Reading | { kind: 'name'; name: string };

/** With at most this many digits it is a short code, which takes no country code. */
const SHORT_CODE = 6;

/** Whom an SMS is said to come from: a number, a short code, or a name, which stays as it is. */
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
