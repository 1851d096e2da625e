import { BadInputError } from '../errors';
import type { KnownNumber, Reading } from './read-number';

export interface DialledNumber {
  number: string;
  /** What the user should know about it, without quoting the number. */
  warning?: string;
}

export interface DiallingOptions {
  /** The field's label, for messages. */
  label: string;
  /** The provider completes a national number itself, with the country of the account. */
  completesNational: boolean;
}

/** The number to dial. Throws `BadInputError`, which says what is wrong without quoting the number. */
export function dialledNumber(reading: Reading, { label, completesNational }: DiallingOptions): DialledNumber {
  switch (reading.kind) {
    case 'none':
      throw new BadInputError(`${label}: ${reading.fault}`);
    case 'number':
      return dialledAs(reading, label);
    case 'national': {
      const { digits, likely } = reading;
      if (likely !== undefined) return dialledAs(likely, label);
      if (completesNational)
        return { number: digits, warning: `${label}: a national number, sent as it is: set Country` };
      throw new BadInputError(
        `${label}: a national number: set Country in the connection, or write + and country code`,
      );
    }
  }
}

function dialledAs({ e164, isValid, region }: KnownNumber, label: string): DialledNumber {
  if (isValid) return { number: e164 };
  return { number: e164, warning: `${label}: not a valid number of ${region} as far as is known, sent all the same` };
}
