import { toIso } from '../../src/domain/clock';
import { BadInputError } from '../../src/domain/errors';
import type { SmsOrder } from '../../src/domain/job';
import { DEFAULTS } from '../runtime/defaults';
import { labelOf } from '../runtime/labels';
import type { NodeConfig } from '../runtime/node-red';
import { numberFields } from '../runtime/number-fields';
import { readNumber } from '../runtime/read-number';
import type { MakeOrder } from '../runtime/sending-node';

const CHARACTERSETS = ['Auto', 'GSM', 'Unicode'] as const;

/** Resolves and checks what is to be sent. The text stays as it is, to the character. */
export function smsOrders(config: NodeConfig): MakeOrder {
  return async (context) => {
    const { properties, outbox } = context;
    const numbers = numberFields(context);
    const sendAt = sendAtOf(await properties.read('sendAt'));
    const order: SmsOrder = {
      kind: 'sms',
      to: await numbers.destination('sms'),
      from: await numbers.sender(),
      text: await properties.text('text'),
      characterset: CHARACTERSETS.find((name) => name === config.characterset) ?? 'Auto',
      validity: readNumber(label('validity'), config.validity, {
        fallback: DEFAULTS['sms-send'].validity,
        min: 0,
        isInput: true,
      }),
      ...(sendAt !== undefined && { sendAt }),
    };
    outbox.check(order);
    return order;
  };
}

/** ISO 8601, a Date, or ms since 1970; a time without a zone would be another one at the provider. */
function sendAtOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const isZoned = typeof value !== 'string' || /(z|[+-]\d{2}:?\d{2})$/i.test(value.trim());
  if (!isZoned) throw new BadInputError(`${label('sendAt')}: needs a zone, such as Z at its end`);
  const at = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number(value);
  if (!Number.isFinite(at) || Math.abs(at) > MAX_DATE_MS) throw new BadInputError(`${label('sendAt')}: is no time`);
  if (at < Date.now()) throw new BadInputError(`${label('sendAt')}: is in the past`);
  return toIso(at);
}

function label(property: string): string {
  return labelOf('sms-send', property);
}

const MAX_DATE_MS = 8.64e15;
