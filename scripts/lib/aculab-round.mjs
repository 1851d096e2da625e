import { arrive } from './arrive.mjs';
import { partOf } from './example-flow.mjs';
import { press } from './press.mjs';

/** A round at the simulated Aculab accounts: the fax that hangs is stopped, faxes and SMS come and go. */
export async function aculabRound(nodeRed, flow, count) {
  const [faxesIn, faxesOut, texts] = ['10', '11', '13'].map((number) => partOf(flow, number));
  await press(nodeRed, faxesOut, 'stop');
  await press(nodeRed, faxesOut, 'send');
  await press(nodeRed, faxesOut, 'send one that hangs');
  await press(nodeRed, texts, 'send');
  await arrive(nodeRed, faxesIn, { kind: 'fax' });
  await arrive(nodeRed, texts, { kind: 'sms', text: `Simulated text ${count + 1}` });
}
