import type { SmsOrder } from '../../src/domain/job';
import { DEFAULTS } from '../runtime/defaults';
import { labelOf } from '../runtime/labels';
import type { NodeConfig } from '../runtime/node-red';
import { numberFields } from '../runtime/number-fields';
import { readNumber } from '../runtime/read-number';
import type { MakeOrder } from '../runtime/sending-node';
import { sendAtOf } from './send-at';

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

function label(property: string): string {
  return labelOf('sms-send', property);
}
