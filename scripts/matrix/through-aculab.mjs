import { arrive } from '../lib/arrive.mjs';
import { FAX_FOLDER, JOURNAL_FILE, partOf, simulatedConnectionOf, variableOf } from '../lib/example-flow.mjs';
import { press } from '../lib/press.mjs';
import { waitFor } from '../lib/wait-for.mjs';
import { filesIn, linesOf } from './written.mjs';

/** Runs the Aculab examples: one fax in and one out, one that is stopped, and SMS both ways. */
export async function throughAculab(nodeRed, flow) {
  const [faxesIn, faxesOut, texts] = ['10', '11', '13'].map((number) => partOf(flow, number));
  const journal = variableOf(flow, JOURNAL_FILE);
  const isWritten = (what, how) =>
    waitFor(`the journal has "${what}${how === undefined ? '' : `, ${how}`}"`, () =>
      linesOf(journal)
        .map((line) => JSON.parse(line))
        .some((line) => line.what === what && line.how === how),
    );

  await isWritten('fax received', 'page 1, page 2, succeeded');
  await waitFor('the fax is in its folder', () => filesIn(variableOf(faxesIn, FAX_FOLDER)).length > 0);
  await waitFor('the fax is deleted at the simulator', async () => {
    const { simulator } = await nodeRed.request(`/fax-sms/connections/${simulatedConnectionOf(faxesIn)}`);
    return simulator.received === 1 && simulator.unread === 0;
  });

  await isWritten('fax sent', 'page 1, page 2, page 3, succeeded');
  await waitFor('the other one has sent a page', async () => {
    const path = `/fax-sms/connections/${simulatedConnectionOf(faxesOut)}/items?list=sending`;
    return (await nodeRed.request(path)).items.some(({ reason }) => reason === 'transferring');
  });
  await press(nodeRed, faxesOut, 'stop');
  await isWritten('fax sent', 'page 1, cancelled');

  await arrive(nodeRed, texts, { kind: 'sms', text: 'matrix' });
  await isWritten('SMS received');
  await isWritten('SMS sent', 'delivered');
}
