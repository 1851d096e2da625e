import { arrive } from './arrive.mjs';
import { partOf } from './example-flow.mjs';
import { press } from './press.mjs';

/**
 * One round at the simulated Aculab accounts, in which faxes and SMS come and go. The first round stops the hanging
 * fax with which the example begins; later ones are left for the user to stop.
 */
export async function aculabRound(nodeRed, flow, count) {
  const [faxesIn, faxesOut, texts] = ['10', '11', '13'].map((number) => partOf(flow, number));
  if (count === 0) await press(nodeRed, faxesOut, 'stop');
  await press(nodeRed, faxesOut, 'send');
  await press(nodeRed, texts, 'send');
  await arrive(nodeRed, faxesIn, { kind: 'fax' });
  await arrive(nodeRed, texts, { kind: 'sms', text: `Simulated text ${count + 1}` });
}
