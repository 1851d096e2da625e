import assert from 'node:assert/strict';
import type { Scope } from '../../../src/domain/event-key';
import { LEASE_MS } from '../../../src/store/postgres/lease';
import { openPostgresStore, type PostgresStore } from '../../../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import type { Holding } from '../../../src/store/sharing';
import { CuttingProxy } from '../../support/cutting-proxy';
import { eventually } from '../../support/eventually';
import { PacedClock } from '../../support/paced-clock';
import { SharingChild } from './sharing-child';
import { optionsFor, withPostgres } from './with-postgres';

const SCOPE: Scope = 'etherfax:100';
const nothing = (): void => undefined;

describe('instances on a PostgreSQL that fails', () => {
  const server = withPostgres();
  const opened: { close: () => Promise<void> }[] = [];
  const children: SharingChild[] = [];
  let clock: PacedClock;
  let options: PostgresDatabaseOptions;

  beforeEach(() => {
    clock = new PacedClock(server().connection());
    options = optionsFor(server(), { clock });
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await Promise.all(children.splice(0).map((each) => each.kill()));
    await clock.stop();
  });

  async function open(instance: string, changes: Partial<PostgresDatabaseOptions> = {}): Promise<PostgresStore> {
    const store = await openPostgresStore({ ...options, instance, ...changes });
    opened.push(store);
    return store;
  }

  async function openBehindProxy(instance: string): Promise<[PostgresStore, CuttingProxy]> {
    const proxy = await CuttingProxy.start(server().port);
    const store = await open(instance, { connection: server().connection({ port: proxy.port }) });
    opened.push(proxy);
    return [store, proxy];
  }

  async function startHolder(instance: string, { goesOn = false } = {}): Promise<SharingChild> {
    const { connection, schema } = options;
    const child = new SharingChild({ connection, schema, instance, goesOn, scope: SCOPE });
    children.push(child);
    await child.started();
    await eventually('it is held', () => child.last.isHeld);
    return child;
  }

  const isHeld = (holding: Holding) => eventually('it is held', () => holding.isHeld);
  const knows = (holding: Holding, holder: string) => eventually(`${holder} is known`, () => holding.holder === holder);

  it('hand over, and never have two holders, when the way of one gets silent', async () => {
    const [a, proxy] = await openBehindProxy('a');
    const b = await open('b');
    const first = a.sharing.seek(SCOPE, nothing);
    await isHeld(first);
    const second = b.sharing.seek(SCOPE, nothing);
    await knows(second, 'a');
    proxy.swallow();
    await eventually('it is handed over', () => {
      assert(!(first.isHeld && second.isHeld));
      return second.isHeld;
    });
    proxy.cut();
    proxy.mend();
    await eventually('it lives again', () => a.sharing.isAlive && a.health.failure === undefined);
    await knows(first, 'b');
  });

  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    it(`are not taken for gone while the database ${signal === 'SIGINT' ? 'is restarted' : 'crashes'}`, async () => {
      const [a, b] = await Promise.all([open('a'), open('b')]);
      const first = a.sharing.seek(SCOPE, nothing);
      await isHeld(first);
      const second = b.sharing.seek(SCOPE, nothing);
      await knows(second, 'a');
      let seenGone = 0;
      b.sharing.onChange(() => (seenGone += b.sharing.gone.length));
      await server().halt(signal);
      try {
        await clock.passes(LEASE_MS * 1.5);
        assert.deepEqual([a.sharing.isAlive, b.sharing.isAlive, first.isHeld], [false, false, false]);
        assert.deepEqual(b.sharing.gone, []);
      } finally {
        await server().run();
      }
      await eventually('both are back', () => a.sharing.isAlive && b.sharing.isAlive);
      await eventually('one has it', () => first.isHeld !== second.isHeld);
      assert.equal(seenGone, 0);
    });
  }

  it('know at the first look that they were stopped for too long', async () => {
    const child = await startHolder('a', { goesOn: true });
    const b = await open('b');
    const second = b.sharing.seek(SCOPE, nothing);
    await knows(second, 'a');
    child.stop();
    await isHeld(second);
    assert.equal(b.sharing.runs(child.last.process), false);
    const before = child.reports.length;
    child.continue();
    await eventually('it goes on', () => child.last.isAlive && child.reports.length > before + 1);
    const after = child.reports.slice(before);
    assert.equal(after.find(({ atFirstLook }) => atFirstLook)?.isAlive, false);
    assert(after.every((report) => !report.isHeld));
    assert.equal(second.isHeld, true);
    await eventually('it is known again', () => b.sharing.runs(child.last.process));
  });

  it('hand over after kill -9 within a lease, and to the next process of the name at once', async () => {
    const child = await startHolder('a');
    const b = await open('b');
    await eventually('it is seen', () => b.sharing.others.length === 1);
    await child.kill();
    const again = await startHolder('a');
    const second = b.sharing.seek(SCOPE, nothing);
    await knows(second, 'a');
    assert.deepEqual(b.sharing.gone, []);
    await again.kill();
    const began = clock.monotonic();
    await isHeld(second);
    assert(clock.monotonic() - began > LEASE_MS / 2, 'nobody could know that it is dead');
  });

  for (const hours of [-3, 3, 72]) {
    it(`see no difference when the clock of the database is set by ${hours} h`, async () => {
      const fake = `clock${Math.abs(hours)}${hours < 0 ? 'back' : ''}`;
      await server().sql(`CREATE SCHEMA ${fake}`);
      await server().sql(`CREATE TABLE ${fake}.step (by interval)`);
      await server().sql(`INSERT INTO ${fake}.step VALUES ('0')`);
      await server().sql(`CREATE FUNCTION ${fake}.clock_timestamp() RETURNS timestamptz LANGUAGE sql
        AS 'SELECT pg_catalog.clock_timestamp() + (SELECT by FROM ${fake}.step)'`);
      await server().sql(`CREATE ROLE ${fake} LOGIN SUPERUSER PASSWORD 'secret'`);
      await server().sql(`ALTER ROLE ${fake} SET search_path = ${fake}, pg_catalog, public`);
      options = { ...options, connection: server().connection({ user: fake, password: 'secret' }) };

      const child = await startHolder('a');
      const b = await open('b');
      const second = b.sharing.seek(SCOPE, nothing);
      await knows(second, 'a');
      await server().sql(`UPDATE ${fake}.step SET by = '${hours} h'`);
      await clock.passes(LEASE_MS);
      assert.deepEqual([child.last.isHeld, second.isHeld, b.sharing.gone], [true, false, []]);
      await child.kill();
      await isHeld(second);
      await eventually('it is gone', () => b.sharing.gone.join() === 'a');
    });
  }

  it('forget one that has been gone for a day, and nothing of those that live', async () => {
    const child = await startHolder('a');
    const b = await open('b');
    await eventually('it is seen', () => b.sharing.others.length === 1);
    await child.kill();
    await eventually('it is gone', () => b.sharing.gone.join() === 'a');
    await server().sql(`UPDATE ${options.schema}.instances SET seen_at = now() - interval '2 days'`);
    await eventually('it is forgotten', () => b.sharing.gone.length === 0);
    assert.equal(b.sharing.isAlive, true);
  });

  it('take over when eight start at once, and when half of them are cut off', async () => {
    const scopes = Array.from({ length: 6 }, (_, index): Scope => `etherfax:${index}`);
    const all = await Promise.all(Array.from({ length: 8 }, (_, index) => openBehindProxy(`n${index}`)));
    const holdings = all.map(([{ sharing }]) => scopes.map((scope) => sharing.seek(scope, nothing)));
    const heldBy = (nth: number) => holdings.flatMap((each, index) => (each[nth]?.isHeld ? [index] : []));
    const areHeld = (by: (index: number) => boolean) => () =>
      scopes.every((_, nth) => {
        const holders = heldBy(nth);
        assert(holders.length <= 1, 'one at most');
        return holders.some(by);
      });
    await eventually(
      'each account has its holder',
      areHeld(() => true),
    );
    for (const [, proxy] of all.slice(0, 4)) proxy.cut();
    await eventually(
      'the others have them',
      areHeld((index) => index >= 4),
    );
    for (const [, proxy] of all.slice(0, 4)) proxy.mend();
    await eventually('all are back', () => all.every(([{ sharing }]) => sharing.others.length === 7));
    assert(areHeld((index) => index >= 4)(), 'nobody takes back what another has');
  });

  it('tell within a lease that two have one name, also where nobody writes', async () => {
    const a = await open('a');
    const second = await open('a');
    await eventually('it says so', () => a.health.failureCode === 'database-instance');
    await clock.passes(LEASE_MS * 2);
    assert.equal(a.health.failureCode, 'database-instance', 'it does not take it back');
    assert.equal(second.health.failure, undefined);
    await second.close();
    await eventually('it has its name again', () => a.health.failure === undefined);
    assert.equal(a.sharing.isAlive, true);
  });

  it('leave nothing behind that rejects where the database is away at the end', async () => {
    const [a, proxy] = await openBehindProxy('a');
    const holding = a.sharing.seek(SCOPE, nothing);
    await isHeld(holding);
    proxy.cut();
    a.sharing.want(SCOPE, true);
    await holding.release();
    assert.equal(holding.isHeld, false);
    await a.close();
    assert.equal(a.sharing.isAlive, false);
  });
});
