import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../../src/domain/errors';
import { openPostgresStore, type PostgresStore } from '../../../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import { PostgresPool } from '../../../src/store/postgres/pool';
import { newEvent } from '../../contract/store';
import { CuttingProxy } from '../../support/cutting-proxy';
import { eventually } from '../../support/eventually';
import { Pooler, poolerProgram } from '../../support/pooler';
import { PacedClock } from '../../support/paced-clock';
import { RecordedLog } from '../../support/recorded-log';
import { smallDisk } from '../../support/small-disk';
import { startAccepting } from './accepting-process';
import { optionsFor, withPostgres } from './with-postgres';

const SCOPE = 'etherfax:100';
const pem = (name: string): Buffer => readFileSync(join(__dirname, '../../support/tls', `${name}.pem`));

describe('a store in PostgreSQL, with what stands around a server', function () {
  const server = withPostgres();
  const ends: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function open(options: PostgresDatabaseOptions): Promise<PostgresStore> {
    const store = await openPostgresStore(options);
    ends.push(() => store.close());
    return store;
  }

  const isWell = (store: PostgresStore) =>
    eventually('the store can be used', () => store.health.failure === undefined);
  const says = (store: PostgresStore, code: string) => eventually(code, () => store.health.failureCode === code);
  const stored = async (store: PostgresStore, id: string) => (await store.get(newEvent(id).key)) !== undefined;

  it('loses nothing that it confirmed, and stores nothing by halves, when a process is killed in the middle of commits', async () => {
    const options = optionsFor(server());
    const told: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const accepting = startAccepting(options);
      ends.push(() => accepting.kill());
      await accepting.said(150 + round * 7);
      await accepting.kill();
      told.push(...accepting.lines);
    }
    const store = await open(options);
    assert.equal(store.health.afterCrash, true);
    for (const key of told) assert(await store.get(key), 'what was told is there');
    const counted = (await store.counts(SCOPE)).new;
    const listed = await store.list({ scope: SCOPE, state: 'new', limit: 100_000 });
    assert.equal(listed.length, counted, 'rows, places and counts are one');
    assert(counted >= told.length && counted <= told.length + 3 * 16);
  });

  it('is red while the disk of the database is full, and goes on when there is room', async function () {
    const disk = await smallDisk();
    if (disk === undefined) {
      console.log('    a small disk cannot be mounted here: left out');
      this.skip();
    }
    ends.push(disk.remove);
    await server().sql(`CREATE TABLESPACE small LOCATION '${disk.path}'`);
    await server().sql(`CREATE ROLE cramped LOGIN SUPERUSER PASSWORD 'secret'`);
    await server().sql('ALTER ROLE cramped SET default_tablespace = small');
    const options = optionsFor(server(), { connection: server().connection({ user: 'cramped', password: 'secret' }) });
    ends.push(async () => {
      await server().sql(`DROP SCHEMA ${options.schema} CASCADE`);
      await server().sql('DROP TABLESPACE small');
    });
    const store = await open(options);
    await store.accept(newEvent('before'));
    await server().sql('CREATE TABLE ballast (bytes bytea) TABLESPACE small');
    await server().sql('ALTER TABLE ballast ALTER bytes SET STORAGE EXTERNAL');
    const fill = `INSERT INTO ballast SELECT decode(repeat('00', 8000), 'hex') FROM generate_series(1, 5000)`;
    for (let left = 1; left < 3; left += 1)
      await server()
        .sql(fill.replace('5000', '200'))
        .catch(() => undefined);
    await assert.rejects(server().sql(fill), /space/);
    const told: string[] = [];
    await assert.rejects(async () => {
      for (let count = 0; count < 2_000; count += 1) {
        const event = newEvent(`big-${count}`, { raw: { text: randomBytes(20_000).toString('hex') } });
        await store.accept(event);
        told.push(event.key);
      }
    }, StoreError);
    await says(store, 'disk-full');
    await server().sql('DROP TABLE ballast');
    await isWell(store);
    assert.equal((await store.accept(newEvent('after'))).outcome, 'stored');
    for (const key of [newEvent('before').key, ...told]) assert(await store.get(key));
  });

  it('is red on a standby server, and goes on there once that has taken over, with all that was confirmed', async () => {
    const standby = await server().startStandby();
    ends.push(() => standby.remove());
    const proxy = await CuttingProxy.start(standby.port);
    ends.push(() => proxy.close());
    const options = optionsFor(server(), { connection: server().connection({ port: proxy.port }) });
    const store = await open(options);
    assert.equal(store.health.failureCode, 'database-read-only');
    await assert.rejects(store.accept(newEvent('a')), StoreError);
    const lead = (to: number): void => {
      proxy.cut();
      proxy.target = to;
      proxy.mend();
    };
    lead(server().port);
    await isWell(store);
    await Promise.all(['a', 'b', 'c'].map((id) => store.accept(newEvent(id))));
    await eventually('the standby has it', async () => {
      const [row] = await server().sql(
        'SELECT bool_and(replay_lsn >= pg_current_wal_lsn()) AS has FROM pg_stat_replication',
      );
      return row?.['has'] === true;
    });
    lead(standby.port);
    await says(store, 'database-read-only');
    await standby.sql('SELECT pg_promote()');
    await isWell(store);
    for (const id of ['a', 'b', 'c']) assert(await stored(store, id));
    assert.equal((await store.accept(newEvent('d'))).outcome, 'stored');
    assert.equal((await store.accept(newEvent('a'))).outcome, 'duplicate');
  });

  it('works through a pooler in transaction mode, and says that it is asked again and again', async function () {
    if (poolerProgram === undefined) {
      console.log('    pgbouncer is not installed here: left out');
      this.skip();
    }
    const pooler = await Pooler.start(poolerProgram, server());
    ends.push(() => pooler.stop());
    const log = new RecordedLog();
    const clock = new PacedClock(server().connection());
    ends.push(() => clock.stop());
    const options = optionsFor(server(), { connection: server().connection({ port: pooler.port }), clock, log });
    const [a, b] = [await open(options), await open({ ...options, instance: 'node-red-2' })];
    const [first, second] = [a, b].map(({ sharing }) => sharing.seek(SCOPE, () => undefined));
    await eventually('one has it', () => first?.isHeld !== second?.isHeld);
    const ids = Array.from({ length: 100 }, (_, index) => `e${index}`);
    const outcomes = await Promise.all([a, b].flatMap((store) => ids.map((id) => store.accept(newEvent(id)))));
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 100);
    let wakes = 0;
    b.sharing.onWake(() => (wakes += 1));
    await a.accept(newEvent('last'));
    await eventually('the other sees it', () => wakes > 0);
    await eventually('it is said', () => log.matching(/pooler in transaction mode/).length > 0);
    await a.close();
    await eventually('it is handed over', () => second?.isHeld);
    const pool = new PostgresPool(options.connection);
    ends.push(() => pool.end());
    const statement = { name: 'doubled', text: 'SELECT $1::int * 2 AS n' };
    const doubled = await Promise.all(ids.map((_, n) => pool.runPrepared<{ n: number }>(statement, [n])));
    assert.deepEqual(
      doubled,
      ids.map((_, n) => [{ n: n * 2 }]),
      'also what is prepared on another connection',
    );
  });

  it('is red where its certificate is not trusted, and goes on once it is', async () => {
    const tls = (ca?: string): PostgresDatabaseOptions =>
      optionsFor(server(), { connection: server().connection({ tls: ca === undefined ? {} : { ca: pem(ca) } }) });
    await server().offerTls(pem('localhost'), pem('key'));
    await eventually('it offers TLS', async () => {
      const [row] = await server().sql(`SELECT current_setting('ssl') AS ssl`);
      return row?.['ssl'] === 'on';
    });
    const trusted = await open(tls('localhost'));
    assert.equal(trusted.health.failure, undefined);
    await trusted.accept(newEvent('a'));
    const connections = `SELECT count(*)::int AS n FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
      WHERE application_name = 'pushline' AND NOT ssl`;
    assert.deepEqual(await server().sql(connections), [{ n: 0 }], 'all of its connections are encrypted');
    for (const ca of [undefined, 'expired']) {
      const store = await open(tls(ca));
      assert.equal(store.health.failureCode, 'database-certificate');
      await assert.rejects(store.accept(newEvent('b')), StoreError);
    }
  });
});
