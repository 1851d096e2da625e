import { none, readNumber, type Reading } from './read-number';

export interface ReadingOptions {
  /** Calling code that completes national numbers; may be empty. */
  country: string;
  kind: 'fax' | 'sms';
}

/** Reads the number to send to, or a caller id, from a message or a node. */
export function readNumberToSend(value: unknown, { country, kind }: ReadingOptions): Reading {
  if (typeof value === 'string') return readNumber(value, country);
  if (value === undefined || value === null) return none('needs a number');
  if (Array.isArray(value)) return none('a list, but it takes one number');
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    return none('must be text or a whole number');
  return readWithoutZeros(String(value), { country, kind });
}

/**
 * A JavaScript number has lost its leading zeros. In most countries that changes nothing; in Italy 0331 1234567 is a
 * landline, and 331 1234567 is somebody's mobile.
 */
function readWithoutZeros(digits: string, { country, kind }: ReadingOptions): Reading {
  const asItIs = readNumber(digits, country);
  const withZero = readNumber(`0${digits}`, country);
  if (withZero.kind !== 'number' || !withZero.isValid) return asItIs;
  if (asItIs.kind !== 'number' || !asItIs.isValid) return withZero;
  if (asItIs.e164 === withZero.e164 || (kind === 'sms' && asItIs.isMobile && !withZero.isMobile)) return asItIs;
  return none('its leading zeros are lost, so it could be one of two numbers: give it as text');
}
