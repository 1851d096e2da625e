import { BadInputError, NoConnectionError } from '../../../src/domain/errors';
import { dialledNumber } from '../../../src/domain/numbers/dialled-number';
import { formerNumber } from '../../../src/domain/numbers/former-number';
import { MAX_LISTED, numberList } from '../../../src/domain/numbers/number-list';
import { readNumberToSend } from '../../../src/domain/numbers/number-to-send';
import { readSender, type SenderReading } from '../../../src/domain/numbers/sms-sender';
import type { SendingContext } from './job-requests';

/** The recipients of a message. */
export interface Recipients {
  /** Each number once. */
  each: Recipient[];
  isList: boolean;
}

export interface Recipient {
  number: string;
  /** The number as the message has it. */
  given: unknown;
}

const TO = 'To';
/** The most warnings about one list. */
const MAX_WARNINGS = 5;
/** After this many numbers other work of Node-RED gets its turn. */
const BREATH = 50;

/** Reads the number fields of a sending node, in the form in which they are sent. */
export function numberFields(context: SendingContext) {
  const { properties, connection, formerly } = context;

  async function alone(value: unknown, kind: 'fax' | 'sms'): Promise<Recipients> {
    const source = properties.source('to');
    if (isEmpty(value) && source !== undefined)
      throw new BadInputError(`${TO}: needs a number, but ${source} is empty`);
    formerly('to', formerNumber(value, connection.country));
    const number = await dialled(TO, (country) => readNumberToSend(value, { country, kind }), context);
    return { each: [{ number, given: value }], isList: false };
  }

  /** Reads all numbers or none: a list of which half was sent is worse than one that is refused. */
  async function listed(values: unknown[], kind: 'fax' | 'sms'): Promise<Recipients> {
    if (values.length === 0) throw new BadInputError(`${TO}: the list is empty: it needs a number`);
    if (values.length > MAX_LISTED) {
      throw new BadInputError(`${TO}: more than ${MAX_LISTED} numbers: split the list`);
    }
    const warnings: string[] = [];
    const each = new Map<string, Recipient>();
    for (const [index, given] of values.entries()) {
      const label = `${TO}: number ${index + 1} of ${values.length}`;
      const read = (country: string) => readNumberToSend(given, { country, kind });
      const number = await dialled(label, read, { ...context, warn: (text) => warnings.push(text) });
      if (!each.has(number)) each.set(number, { number, given });
      if (index % BREATH === BREATH - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    const repeated = values.length - each.size;
    if (repeated > 0) context.warn(`${TO}: ${repeated} of ${values.length} numbers are repeated: each gets it once`);
    for (const warning of warnings.slice(0, MAX_WARNINGS)) context.warn(warning);
    const more = warnings.length - MAX_WARNINGS;
    if (more > 0) context.warn(`${TO}: the same goes for ${more} more of its numbers`);
    return { each: [...each.values()], isList: true };
  }

  return {
    async recipients(kind: 'fax' | 'sms'): Promise<Recipients> {
      const { numbers, isList } = numberList(await properties.read('to'));
      return isList ? listed(numbers, kind) : alone(numbers[0], kind);
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

/** `label`: the name of the field in the dialog. */
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

/** The country is never guessed, because the same message must make the same job whenever it comes. */
async function countryFor(label: string, connection: SendingContext['connection']): Promise<string> {
  try {
    return await connection.accountCountry();
  } catch (error) {
    if (!(error instanceof NoConnectionError)) throw error;
    throw new BadInputError(
      `${label}: a national number, and the account's country is not known yet: set Country in the connection`,
    );
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
