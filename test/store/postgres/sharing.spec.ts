import assert from 'node:assert/strict';
import { PostgresDatabase, type PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import { openPostgresStore, type PostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { postgresRows } from '../../../src/store/postgres/postgres-rows';
import { getRow, type Hand, type Rows } from '../../../src/store/rows';
import type { ClaimRequest } from '../../../src/store/store';
import { newEvent } from '../../contract/store';
import { systemClock } from '../../../src/domain/clock';
import { tryDatabase } from '../../../src/store/postgres/try-database';
import { MINUTE_MS } from '../../../src/domain/durations';
import { StoreError } from '../../../src/domain/errors';
import { SteadyTime, type Machine } from '../../../src/domain/steady-time';
import { LEASE_MS } from '../../../src/store/postgres/lease';
import { FakeClock } from '../../support/fake-clock';
import { PacedClock } from '../../support/paced-clock';
import { optionsFor, withPostgres } from './with-postgres';

const SCOPE = 'etherfax:100';
const T0 = Date.UTC(2026, 10, 20, 12);

function machineAhead(ms: number): Machine {
  const wall = () => Date.now() + ms;
  return { wall, lived: () => performance.now(), uptime: () => performance.now(), boot: 'boot' };
}

function row(key: string, value: string) {
  return { key, value, places: [], counts: { group: 'g', of: { sum: Number(value) } } };
}

function addOne(hand: Hand): number {
  const before = hand.get('row/a');
  const sum = Number(before ?? 0) + 1;
  hand.replace(before === undefined ? undefined : row('row/a', before), row('row/a', String(sum)));
  return sum;
}

describe('two Node-REDs on one PostgreSQL', () => {
  const server = withPostgres();
  const opened: { close: () => Promise<void> }[] = [];

  async function openRows(): Promise<[Rows, Rows]> {
    const options = optionsFor(server());
    const databases = await Promise.all(
      ['one', 'two'].map((instance) => PostgresDatabase.open({ ...options, instance })),
    );
    opened.push(...databases);
    return databases.map(postgresRows) as [Rows, Rows];
  }

  async function openStores(changes: Partial<PostgresDatabaseOptions> = {}): Promise<[PostgresStore, PostgresStore]> {
    const options = optionsFor(server(), changes);
    const stores = await Promise.all(['one', 'two'].map((instance) => openPostgresStore({ ...options, instance })));
    opened.push(...stores);
    return stores as [PostgresStore, PostgresStore];
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  for (const schema of [`o'brien`, 'two "words"', 'a$body$b', 'a\\b', 'Ärzte.Nord', 'select']) {
    it(`have their tables in a schema of any name: ${schema}`, async () => {
      const [one, two] = await openStores({ schema });
      assert.equal(one.health.failure, undefined);
      assert.equal((await one.accept(newEvent('a'))).outcome, 'stored');
      assert.equal((await two.accept(newEvent('a'))).outcome, 'duplicate');
      await tryDatabase(server().connection(), schema, systemClock());
    });
  }

  it('change one row one after the other, and lose no change of it', async () => {
    const both = await openRows();
    const seen: number[] = [];
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      for (let count = 0; count < 25; count += 1) {
        seen.push(await both[caller % 2 ? 0 : 1].change(count % 3 ? ['row/a'] : [], addOne));
      }
    });
    await Promise.all(callers);
    assert.equal(await getRow(both[0], 'row/a'), '200');
    assert.equal(new Set(seen).size, 200, 'each saw what the one before had left');
    assert.equal((await both[1].counts('g')).get('sum'), 200);
  });

  it('see what the other adds while they look for it in vain', async () => {
    const both = await openRows();
    const unless = (other: string, own: string) => (hand: Hand) => {
      if (hand.get(other) === undefined) hand.replace(undefined, row(own, '1'));
    };
    for (let round = 0; round < 100; round += 1) {
      const [a, b] = [`row/a${round}`, `row/b${round}`];
      await Promise.all([both[0].change([a, b], unless(a, b)), both[1].change([a, b], unless(b, a))]);
      const values = await both[0].get([a, b]);
      assert.equal(values.filter((value) => value !== undefined).length, 1);
    }
  });

  it('store an event once that comes to both at the same moment', async () => {
    const both = await openStores();
    const events = Array.from({ length: 300 }, (_, index) => newEvent(`e${index}`));
    const outcomes = await Promise.all(both.map((store) => Promise.all(events.map((event) => store.accept(event)))));
    const stored = outcomes.flat().filter(({ outcome }) => outcome === 'stored');
    assert.equal(stored.length, 300);
    assert.equal((await both[1].counts(SCOPE)).new, 300);
    assert.equal((await both[0].list({ scope: SCOPE, state: 'new', limit: 1_000 })).length, 300);
  });

  it('offer no event twice, however both claim', async () => {
    const both = await openStores();
    await Promise.all(Array.from({ length: 400 }, (_, index) => both[0].accept(newEvent(`e${index}`))));
    const taken = await Promise.all(
      both.map(async (store, index) => {
        const keys: string[] = [];
        const request: ClaimRequest = {
          ...{ scope: SCOPE, queue: 'new', owner: `node-red-${index}`, now: T0, limit: 16 },
          decide: () => ({ offer: { leaseUntil: T0 + 60_000 } }),
        };
        for (;;) {
          const claimed = await store.claim(request);
          if (claimed.length === 0) return keys;
          keys.push(...claimed.map(({ key }) => key));
        }
      }),
    );
    assert.equal(taken.flat().length, 400);
    assert.equal(new Set(taken.flat()).size, 400);
    assert.equal((await both[0].counts(SCOPE)).offered, 400);
  });

  it('give every place in order of arrival once', async () => {
    const both = await openRows();
    const orders = await Promise.all(
      Array.from({ length: 400 }, (_, index) =>
        both[index % 2 ? 0 : 1].change([], (hand) => {
          const order = hand.nextOrder();
          hand.replace(undefined, row(`row/${order}`, '1'));
          return order;
        }),
      ),
    );
    assert.equal(new Set(orders).size, 400);
  });

  it('make the tables once, however many start at the same moment', async () => {
    const options = optionsFor(server());
    const stores = await Promise.all(
      Array.from({ length: 8 }, (_, index) => openPostgresStore({ ...options, instance: `node-red-${index}` })),
    );
    opened.push(...stores);
    assert.deepEqual(
      stores.map(({ health }) => health.failure),
      stores.map(() => undefined),
    );
    await stores[0]?.accept(newEvent('a'));
    assert.equal((await stores[7]?.counts(SCOPE))?.new, 1);
  });

  it('cannot share a name: the last to start has it, and the other one says so', async () => {
    const clock = new PacedClock(server().connection());
    opened.push({ close: () => clock.stop() });
    const options = optionsFor(server(), { clock });
    const first = await openPostgresStore(options);
    const second = await openPostgresStore(options);
    opened.push(first, second);
    await assert.rejects(first.accept(newEvent('a')), StoreError);
    assert.equal(first.health.failureCode, 'database-instance');
    await clock.passes(LEASE_MS);
    assert.equal(first.health.failureCode, 'database-instance', 'it does not take it back');
    await second.accept(newEvent('a'));
    assert.equal(second.health.failure, undefined);
  });

  it('wake each other when one has written', async () => {
    const woken = ({ sharing }: PostgresStore) => new Promise<void>((resolve) => sharing.onWake(resolve));
    const options = optionsFor(server());
    async function open(instance: string): Promise<PostgresStore> {
      // No time passes: nobody looks without being told.
      const store = await openPostgresStore({ ...options, instance, clock: new FakeClock() });
      opened.push(store);
      // It begins to listen when it is open, and looks once when it does.
      await woken(store);
      return store;
    }
    const one = await open('one');
    // Who begins to listen says so: after that no word is under way.
    const hasHeard = woken(one);
    const two = await open('two');
    await hasHeard;
    let wakes = 0;
    one.sharing.onWake(() => (wakes += 1));
    const isTold = woken(two);
    await one.accept(newEvent('a'));
    await isTold;
    const hears = woken(one);
    await two.accept(newEvent('b'));
    await hears;
    assert.equal(wakes, 1, 'who has written knows');
  });

  it('agree what time it is, however far apart their clocks are', async () => {
    const options = optionsFor(server());
    const times = [-5, 0, 3].map((hours) => new SteadyTime(machineAhead(hours * 3_600_000)));
    opened.push(
      ...(await Promise.all(
        times.map((time, index) => openPostgresStore({ ...options, time, instance: `n${index}` })),
      )),
    );
    const now = times.map((time) => time.now());
    assert(Math.max(...now) - Math.min(...now) < MINUTE_MS);
    const [first] = times;
    assert.equal(
      Math.round(((first?.wallAt(now[0] ?? 0) ?? 0) - (now[0] ?? 0)) / 3_600_000),
      -5,
      'people read their own',
    );
  });

  it('count what one of them has added that is gone', async () => {
    const [one, two] = await openStores();
    await one.accept(newEvent('a'));
    await two.accept(newEvent('b'));
    await one.close();
    assert.equal((await two.counts(SCOPE)).new, 2);
  });
});
