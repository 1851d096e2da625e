import { toIso } from '../../src/domain/clock';
import { BadInputError } from '../../src/domain/errors';
import type { SmsOrder } from '../../src/domain/job';
import type { NodeConfig } from '../runtime/node-red';
import { numberFields } from '../runtime/number-fields';
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
      validity: validityOf(config.validity),
      ...(sendAt !== undefined && { sendAt }),
    };
    outbox.check(order);
    return order;
  };
}

/** Hours; empty = 0, the longest. */
function validityOf(value: unknown): number {
  const hours = Number(value ?? 0);
  if (!Number.isFinite(hours) || hours < 0) throw new BadInputError('validity: must be a number of hours from 0');
  return hours;
}

/** ISO 8601, a Date, or ms since 1970; a time without a zone would be another one at the provider. */
function sendAtOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const isZoned = typeof value !== 'string' || /(z|[+-]\d{2}:?\d{2})$/i.test(value.trim());
  if (!isZoned) throw new BadInputError('sendAt: needs a zone, such as Z at its end');
  const at = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number(value);
  if (!Number.isFinite(at) || Math.abs(at) > MAX_DATE_MS) throw new BadInputError('sendAt: is no time');
  if (at < Date.now()) throw new BadInputError('sendAt: is in the past');
  return toIso(at);
}

const MAX_DATE_MS = 8.64e15;
