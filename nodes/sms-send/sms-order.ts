import { compact } from '../../src/domain/compact';
import type { SmsOrder } from '../../src/domain/job';
import { CHARACTERSETS } from '../rules/choices';
import { NUMBERS } from '../rules/number';
import { DEFAULTS } from '../rules/defaults';
import { labelOf } from '../runtime/labels';
import type { NodeConfig } from '../runtime/node-red';
import { numberFields } from '../runtime/sending/number-fields';
import { readNumber } from '../runtime/settings/read-number';
import type { MakeOrders } from '../runtime/sending/job-requests';
import { sendAtOf } from './send-at';

/** Reads and checks what is to be sent. The text is sent exactly as it is. */
export function smsOrders(config: NodeConfig): MakeOrders {
  return async (context, numbers) => {
    const { properties, outbox } = context;
    const sendAt = sendAtOf(await properties.read('sendAt'));
    const details: Omit<SmsOrder, 'to'> = compact({
      kind: 'sms',
      from: await numberFields(context).sender(),
      text: await properties.text('text'),
      characterset: CHARACTERSETS.find((name) => name === config.characterset) ?? 'Auto',
      validity: readNumber(label('validity'), config.validity, {
        ...NUMBERS['sms-send'].validity,
        fallback: DEFAULTS['sms-send'].validity,
        isInput: true,
      }),
      sendAt,
    });
    const orders = numbers.map((to): SmsOrder => ({ ...details, to }));
    for (const order of orders) outbox.check(order);
    return orders;
  };
}

function label(property: string): string {
  return labelOf('sms-send', property);
}
