import { readParty } from '../../../domain/numbers/party';

/** A number as Esendex writes it: international, without `+`. */
export function readNumber(value: string | undefined, country: string): string {
  return readParty(value, { country, lacksPlus: true });
}
