import assert from 'node:assert/strict';
import { ACULAB } from '../clock/aculab-world';
import { deviations, FAILURES, type Deviation } from '../clock/deviations';
import { ESENDEX } from '../clock/esendex-world';
import { ETHERFAX, ETHERFAX_HELD } from '../clock/etherfax-world';
import { PLACES, play, type Played, type Script } from '../clock/script';
import { DAY, HOUR, MINUTE, SECOND } from '../clock/world';

const WORLDS: Record<string, Script> = {
  etherFAX: ETHERFAX as unknown as Script,
  'etherFAX, held': ETHERFAX_HELD as unknown as Script,
  Esendex: ESENDEX as unknown as Script,
  'Aculab Cloud': ACULAB as unknown as Script,
};
const STEPS: Record<string, number> = {
  ...{ '-40 days': -40 * DAY, '-1 day': -DAY, '-1 hour': -HOUR, '-10 s': -10 * SECOND },
  ...{ '+3 minutes': 3 * MINUTE, '+1 hour': HOUR, '+1 day': DAY, '+40 days': 40 * DAY },
};

/**
 * A world in which something is in every state plays twice: with a clock that goes straight, and with one that is set. To
 * everybody else it must be the same.
 */
describe('when the wall clock is set', () => {
  const table: Record<string, Record<string, number>> = {};
  after(() => console.table(table));

  for (const [provider, script] of Object.entries(WORLDS)) {
    for (const place of PLACES) {
      describe(`${provider}, ${place}`, () => {
        let control: Played;
        before(async () => {
          control = await play(script, place, 0);
          const timesOf = (name: string): number => control.seen.filter(({ what }) => what.startsWith(name)).length;
          for (const job of control.jobs) assert.equal(timesOf(`told ${job}:`), 1, job);
          for (const fax of control.received) assert.equal(timesOf(`offered ${fax}, attempt 1`), 1, fax);
        });

        for (const [name, stepMs] of Object.entries(STEPS)) {
          it(`by ${name}: nothing is sent or entered otherwise`, async () => {
            const found = deviations(control.seen, (await play(script, place, stepMs)).seen);
            add(table, `${provider}, ${place}`, found);
            assert.deepEqual(found, []);
          });
        }
      });
    }
  }
});

/** A row for each world, over all the steps of its clock. */
function add(table: Record<string, Record<string, number>>, world: string, found: readonly Deviation[]): void {
  const row = (table[world] ??= { 'clock set': 0, ...Object.fromEntries(FAILURES.map((name) => [name, 0])) });
  row['clock set'] = (row['clock set'] ?? 0) + 1;
  for (const { failure } of found) row[failure] = (row[failure] ?? 0) + 1;
}
