import { BadInputError, NoConnectionError } from '../../src/domain/errors';
import { dialledNumber } from '../../src/domain/numbers/dialled-number';
import { formerNumber } from '../../src/domain/numbers/former-number';
import { readNumberToSend } from '../../src/domain/numbers/number-to-send';
import { readSender, type SenderReading } from '../../src/domain/numbers/sms-sender';
import type { SendingContext } from './sending-node';

/** The fields of a sending node that hold a number, as they go out. */
export function numberFields(context: SendingContext) {
  const { properties, connection, formerly } = context;

  return {
    async destination(kind: 'fax' | 'sms'): Promise<string> {
      const value = await properties.read('to');
      formerly('to', formerNumber(value, connection.country));
      return dialled('To', (country) => readNumberToSend(value, { country, kind }), context);
    },

    /** Empty = the account's own. */
    async callerId(): Promise<string> {
      const value = await properties.read('from');
      formerly('from', isEmpty(value) ? '' : formerNumber(value, connection.country));
      if (isEmpty(value)) return '';
      return dialled('Caller id', (country) => readNumberToSend(value, { country, kind: 'fax' }), context);
    },

    /** Empty = the account's own. */
    async sender(): Promise<string> {
      const value = await properties.read('from');
      formerly('from', isEmpty(value) ? '' : String(value).trim());
      return isEmpty(value) ? '' : dialled('Sender', (country) => readSender(value, country), context);
    },
  };
}

/** `label`: as the dialog calls the field. */
async function dialled(
  label: string,
  read: (country: string) => SenderReading,
  { connection, outbox, warn }: SendingContext,
): Promise<string> {
  const { completesNational } = outbox;
  let reading = read(connection.country);
  if (reading.kind === 'national' && completesNational) reading = read(await countryFor(label, connection));
  if (reading.kind === 'name') return reading.name;
  const { number, warning } = dialledNumber(reading, { label, completesNational });
  if (warning !== undefined && !connection.simulator) warn(warning);
  return number;
}

/** Not guessed meanwhile: the same message must make the same job, whenever it comes. */
async function countryFor(label: string, connection: SendingContext['connection']): Promise<string> {
  try {
    return await connection.accountCountry();
  } catch (error) {
    if (!(error instanceof NoConnectionError)) throw error;
    throw new BadInputError(
      `${label}: a national number, and the account's country is not known yet: set Country code in the connection`,
    );
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
