import { join } from 'node:path';
import { arrive } from '../lib/arrive.mjs';
import {
  exampleName,
  FAX_FOLDER,
  OUT_FOLDER,
  partOf,
  RESULTS_FILE,
  simulatedConnectionOf,
  SMS_FILE,
  variableOf,
  withVariables,
} from '../lib/example-flow.mjs';
import { examplePlaces } from '../lib/example-places.mjs';
import { packageName } from '../lib/root.mjs';
import { waitFor } from '../lib/wait-for.mjs';
import { throughAculab } from './through-aculab.mjs';
import { filesIn, linesOf } from './written.mjs';

/** Imports the examples like the editor, and sends faxes and SMS through them in both directions. */
export async function throughTheExamples(nodeRed, userDir) {
  const flow = await importExamples(nodeRed, userDir);
  await nodeRed.request('/flows', { method: 'POST', headers: { 'Node-RED-Deployment-Type': 'full' }, body: flow });

  const [faxes, texts] = [partOf(flow, '01'), partOf(flow, '02')];
  await carry(nodeRed, faxes, { kind: 'fax' }, () => filesIn(variableOf(faxes, FAX_FOLDER)));
  await carry(nodeRed, texts, { kind: 'sms', text: 'matrix' }, () => linesOf(variableOf(texts, SMS_FILE)));

  const asPdf = partOf(flow, '14');
  await carry(nodeRed, asPdf, { kind: 'fax' }, () => filesIn(variableOf(asPdf, FAX_FOLDER)).filter(isPdf));
  const sent = join(variableOf(flow, OUT_FOLDER), 'sent');
  await waitFor('a text is faxed, and a report of it lies beside it', () => filesIn(sent).some(isPdf));

  const results = variableOf(flow, RESULTS_FILE);
  await waitFor('a fax is sent, and its end told', () => linesOf(results).length > 0);
  const [first] = linesOf(results);
  if (JSON.parse(first).state !== 'succeeded') throw new Error(`a fax was sent and ended otherwise: ${first}`);

  await throughAculab(nodeRed, flow);
}

const isPdf = (name) => name.endsWith('.pdf');

async function importExamples(nodeRed, userDir) {
  const flow = [];
  for (const [number, variables] of examplePlaces(userDir)) {
    const name = encodeURIComponent(exampleName(number).replace(/\.json$/, ''));
    const example = await nodeRed.request(`/library/examples/flows/${packageName}/${name}`);
    flow.push(...withVariables(example, variables));
  }
  return flow;
}

/** Makes one item arrive, and waits until the flow has written it and it is closed at the service. */
async function carry(nodeRed, example, item, written) {
  const state = () => nodeRed.request(`/fax-sms/connections/${simulatedConnectionOf(example)}`).catch(() => ({}));
  const { simulator: before } = await waitFor('the connection is up', async () => {
    const now = await state();
    return (now.state === 'connected' || now.state === 'polling') && now.simulator && now;
  });
  await arrive(nodeRed, example, item);

  // Plus one, because the simulator starts with a sample.
  const expected = before.unread + before.received + 1;
  await waitFor(`${expected} items (${item.kind}) are written`, () => written().length === expected);
  await waitFor(`${expected} items (${item.kind}) are marked received at the simulator`, async () => {
    const { simulator } = await state();
    return simulator?.received === expected && simulator.unread === 0;
  });
}
