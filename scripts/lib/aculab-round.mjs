import { arrive } from './arrive.mjs';
import { partOf } from './example-flow.mjs';
import { press } from './press.mjs';

/**
 * A round at the simulated Aculab accounts: faxes and SMS come and go. The fax that the example itself begins with, and that
 * hangs, is stopped in the first one; later ones are the user's own to watch and stop.
 */
export async function aculabRound(nodeRed, flow, count) {
  const [faxesIn, faxesOut, texts] = ['10', '11', '13'].map((number) => partOf(flow, number));
  if (count === 0) await press(nodeRed, faxesOut, 'stop');
  await press(nodeRed, faxesOut, 'send');
  await press(nodeRed, texts, 'send');
  await arrive(nodeRed, faxesIn, { kind: 'fax' });
  await arrive(nodeRed, texts, { kind: 'sms', text: `Simulated text ${count + 1}` });
}
