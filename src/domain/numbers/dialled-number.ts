import { BadInputError } from '../errors';
import type { KnownNumber, Reading } from './read-number';

export interface DialledNumber {
  number: string;
  /** What the user should know of it; quotes nothing. */
  warning?: string;
}

export interface DiallingOptions {
  /** The field's label, for messages. */
  label: string;
  /** The provider itself completes a national number, by the account's country. */
  completesNational: boolean;
}

/** What goes out for a number that was read. Throws `BadInputError`, which says what is wrong and quotes nothing. */
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
