import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../src/domain/clock';
import { silentLog } from '../../../src/domain/log';
import { LEASE_MS } from '../../../src/store/postgres/lease';
import { PostgresDatabase } from '../../../src/store/postgres/postgres-database';
import { eventually } from '../../support/eventually';

const TRIES = 12;

/** How long each pause was between tries to reach a database that is away; no time passes. */
async function pauses(random: () => number): Promise<number[]> {
  const told: number[] = [];
  const clock: Clock = {
    ...systemClock(),
    after(ms, fn) {
      told.push(ms);
      const handle = told.length < TRIES ? setImmediate(fn) : undefined;
      return { cancel: () => clearImmediate(handle) };
    },
  };
  const connection = { host: '127.0.0.1', port: 1, database: 'none', user: 'nobody', password: '' };
  const database = await PostgresDatabase.open({
    ...{ connection, schema: 'none', instance: 'node-red-1', clock, random, log: silentLog },
  });
  await eventually('it was tried often', () => told.length === TRIES);
  await database.close();
  return told.slice(0, TRIES);
}

describe('a database that is away', () => {
  it('is tried again at once, and then less often', async () => {
    const [first = Infinity, ...rest] = await pauses(() => 0.5);
    assert(first <= 250);
    assert(rest.every((pause, index) => pause >= (rest[index - 1] ?? first)));
    assert((rest.at(-1) ?? 0) >= 1_000);
  });

  for (const chance of [0, 0.5, 0.999]) {
    it(`is back for each well before others take it for gone: chance ${chance}`, async () => {
      // The rest is for a connection that is under way, and for opening the store.
      const longest = Math.max(...(await pauses(() => chance)));
      assert(longest <= LEASE_MS / 4, String(longest));
    });
  }

  it('is not tried by all in step', async () => {
    const [early, late] = await Promise.all([pauses(() => 0), pauses(() => 0.999)]);
    const differ = early.filter((pause, index) => pause !== late[index]);
    assert(differ.length >= TRIES - 2);
  });
});
