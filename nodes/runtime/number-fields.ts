import { dialledNumber } from '../../src/domain/numbers/dialled-number';
import { readNumberToSend } from '../../src/domain/numbers/number-to-send';
import type { Reading } from '../../src/domain/numbers/read-number';
import { readSender } from '../../src/domain/numbers/sms-sender';
import type { SendingContext } from './sending-node';

/** The fields of a sending node that hold a number, as they go out. `label`: as the dialog calls the field. */
export function numberFields(context: SendingContext) {
  const { properties, connection } = context;

  return {
    async destination(kind: 'fax' | 'sms'): Promise<string> {
      const value = await properties.read('to');
      return dialled('To', readNumberToSend(value, { country: connection.country, kind }), context);
    },

    /** Empty = the account's own. */
    async callerId(): Promise<string> {
      const value = await properties.read('from');
      if (isEmpty(value)) return '';
      return dialled('Caller id', readNumberToSend(value, { country: connection.country, kind: 'fax' }), context);
    },

    /** Empty = the account's own. */
    async sender(): Promise<string> {
      const value = await properties.read('from');
      if (isEmpty(value)) return '';
      const reading = readSender(value, connection.country);
      return reading.kind === 'name' ? reading.name : dialled('Sender', reading, context);
    },
  };
}

function dialled(label: string, reading: Reading, { outbox, warn }: SendingContext): string {
  const { number, warning } = dialledNumber(reading, { label, completesNational: outbox.completesNational });
  if (warning !== undefined) warn(warning);
  return number;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
