import { readParty } from '../../../domain/numbers/party';

/** A number as Aculab writes it: international, without `+`. */
export function readNumber(value: string | undefined, country: string): string {
  return readParty(value, { country, lacksPlus: true });
}

/** As Aculab wants it: full international digits without `+`; undefined = it is no such number. */
export function wireNumber(number: string): string | undefined {
  return /^\+?([1-9]\d{5,14})$/.exec(number.trim())?.[1];
}
