import assert from 'node:assert/strict';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { StoreError } from '../../../src/domain/errors';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import type { Store } from '../../../src/store/store';
import { newEvent } from '../../contract/store';
import { CuttingProxy } from '../../support/cutting-proxy';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { PacedClock } from '../../support/paced-clock';
import { RecordedLog } from '../../support/recorded-log';
import { startAccepting } from './accepting-process';
import { optionsFor, withPostgres } from './with-postgres';

const SCOPE = 'etherfax:100';

interface Accepting {
  /** Keys, as they are told to be stored. */
  stored: readonly string[];
  stop: () => Promise<{ stored: string[]; refused: number }>;
}

describe('a PostgreSQL that fails', () => {
  const server = withPostgres();
  let store: Store;
  let proxy: CuttingProxy | undefined;
  const atWork = new Set<() => Promise<unknown>>();

  async function open(changes: Partial<PostgresDatabaseOptions> = {}): Promise<void> {
    store = await openPostgresStore(optionsFor(server(), changes));
  }

  async function openBehindProxy(): Promise<CuttingProxy> {
    const between = await CuttingProxy.start(server().port);
    proxy = between;
    await open({ connection: server().connection({ port: between.port }) });
    return between;
  }

  afterEach(async () => {
    for (const stop of atWork) await stop().catch(() => undefined);
    atWork.clear();
    await store.close();
    await proxy?.close();
    proxy = undefined;
  });

  const isWell = () => eventually('the store can be used', () => store.health.failure === undefined);

  /** Accepts events one after the other until it is told to stop; an event that was refused is tried again. */
  function accepting(caller: number): Accepting {
    const stored: string[] = [];
    let refused = 0;
    let isOver = false;
    const work = (async () => {
      for (let count = 0; !isOver; count += 1) {
        const event = newEvent(`${caller}-${count}`);
        try {
          const { outcome } = await store.accept(event);
          assert.equal(outcome, 'stored', 'nobody has stored it before');
          stored.push(event.key);
        } catch (error) {
          assert(error instanceof StoreError, String(error));
          refused += 1;
          await pause(20);
        }
      }
    })();
    const stop = async (): Promise<{ stored: string[]; refused: number }> => {
      isOver = true;
      await work;
      return { stored, refused };
    };
    atWork.add(stop);
    return { stored, stop };
  }

  /** Each of them has an event stored from now on. */
  async function goOn(callers: readonly Accepting[]): Promise<void> {
    const before = callers.map(({ stored }) => stored.length);
    await eventually('they go on', () => callers.every(({ stored }, at) => stored.length > (before[at] ?? 0)));
  }

  async function areThere(keys: readonly string[]): Promise<void> {
    for (const key of keys) assert(await store.get(key), 'what was told to be stored is there');
  }

  it('reports every commit correctly while its connections are cut in the middle of commits', async () => {
    await open();
    const callers = Array.from({ length: 8 }, (_, caller) => accepting(caller));
    const isGoingOn = () => callers.reduce((sum, caller) => sum + caller.stored.length, 0) > 20;
    for (let round = 0; round < 20 || !isGoingOn(); round += 1) {
      await pause(40);
      await server().sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pushline'`);
    }
    const results = await Promise.all(callers.map((caller) => caller.stop()));
    await isWell();
    const stored = results.flatMap((result) => result.stored);
    await areThere(stored);
    const refused = results.reduce((sum, result) => sum + result.refused, 0);
    const { new: found } = await store.counts(SCOPE);
    assert(found >= stored.length && found <= stored.length + refused, 'nothing besides but what nobody could know');
  });

  it('refuses with a StoreError what cannot get a place in order of arrival', async () => {
    const options = optionsFor(server());
    store = await openPostgresStore(options);
    await server().sql(`DROP SEQUENCE ${options.schema}.orders`);
    await assert.rejects(store.accept(newEvent('a')), StoreError);
  });

  it('finds out that a commit happened whose answer was lost', async () => {
    const between = await openBehindProxy();
    await store.accept(newEvent('before'));
    between.loseNextAnswer();
    assert.equal((await store.accept(newEvent('a'))).outcome, 'stored');
    assert.equal((await store.counts(SCOPE)).new, 2);
  });

  it('does nothing twice when a commit arrives that was given up', async () => {
    const between = await openBehindProxy();
    await store.accept(newEvent('before'));
    between.delayNextRequest();
    await store.remember('count', 1);
    await between.arrive();
    await store.remember('count', 2);
    assert.equal(await store.recall('count'), 2);
    assert.equal((await store.accept(newEvent('after'))).outcome, 'stored');
  });

  it('refuses at once while the way to it is cut, says so, and goes on when it is mended', async () => {
    const between = await openBehindProxy();
    await store.accept(newEvent('before'));
    between.cut();
    await assert.rejects(store.get('x'), StoreError);
    assert.equal(store.health.failureCode, 'database-away');
    let isRefused = false;
    const refused = assert.rejects(store.accept(newEvent('a')), StoreError).then(() => (isRefused = true));
    await nextTurn();
    assert(isRefused, 'nothing is waited for');
    await refused;
    between.mend();
    await isWell();
    assert.equal((await store.accept(newEvent('a'))).outcome, 'stored');
  });

  it('waits for whoever locks a row, also where its role has no patience for that', async () => {
    await server().sql(`CREATE ROLE hasty LOGIN PASSWORD 'secret'`);
    await server().sql('GRANT CREATE ON DATABASE postgres TO hasty');
    await server().sql('ALTER ROLE hasty SET lock_timeout = 20');
    const options = optionsFor(server(), { connection: server().connection({ user: 'hasty', password: 'secret' }) });
    store = await openPostgresStore(options);
    await store.remember('count', 1);
    const release = await server().hold(`SELECT FROM ${options.schema}.entries FOR UPDATE`);
    const remembered = store.remember('count', 2);
    await pause(200);
    await release();
    await remembered;
    assert.equal(store.health.failure, undefined);
    assert.equal(await store.recall('count'), 2);
  });

  it('is used again at once if its machine is gone and another one has taken its address', async () => {
    const between = await openBehindProxy();
    const listening = `SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND state = 'idle'`;
    await eventually('it listens', async () => (await server().sql(listening)).length > 0);
    between.vanish();
    await eventually('it is noticed', () => store.health.failureCode === 'database-away');
    between.mend();
    await isWell();
    assert.equal((await store.accept(newEvent('a'))).outcome, 'stored');
  });

  it('is closed in time, also while it does not answer', async () => {
    const between = await openBehindProxy();
    await store.accept(newEvent('before'));
    between.swallow();
    const lost = store.accept(newEvent('a')).then(
      () => 'stored',
      () => 'given up',
    );
    const closed = store.close().then(() => 'closed');
    assert.equal(await Promise.race([closed, lost]), 'closed', 'nobody waits for what is given up much later');
    between.cut();
    assert.equal(await lost, 'given up');
  });

  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    it(`keeps what it confirmed across its own ${signal === 'SIGINT' ? 'restart' : 'crash'}`, async () => {
      await open();
      const callers = Array.from({ length: 8 }, (_, caller) => accepting(caller));
      await goOn(callers);
      try {
        await server().halt(signal);
        await eventually('the store says so', () => store.health.failureCode === 'database-away');
      } finally {
        await server().run();
      }
      await isWell();
      await goOn(callers);
      const results = await Promise.all(callers.map((caller) => caller.stop()));
      await areThere(results.flatMap(({ stored }) => stored));
    });
  }

  it('is asked again and again where its notifications get lost, and the log says so', async () => {
    const between = await CuttingProxy.start(server().port);
    proxy = between;
    between.isDeaf = true;
    const log = new RecordedLog();
    const clock = new PacedClock(server().connection());
    atWork.add(() => clock.stop());
    const options = optionsFor(server(), { connection: server().connection({ port: between.port }), log, clock });
    const deaf = await openPostgresStore(options);
    let wakes = 0;
    deaf.sharing.onWake(() => (wakes += 1));
    await eventually('it is said', () => log.matching(/no notification/).length > 0);
    store = await openPostgresStore({ ...options, connection: server().connection(), instance: 'node-red-2' });
    // What of its start may still come wakes it twice at most.
    for (const id of ['a', 'b', 'c']) {
      const before = wakes;
      await store.accept(newEvent(id));
      await eventually('it sees what another one wrote', () => wakes > before);
    }
    await deaf.close();
  });

  it('is not taken for another one that came in its place, empty', async () => {
    const options = optionsFor(server());
    store = await openPostgresStore(options);
    await store.accept(newEvent('a'));
    await server().sql(`DROP SCHEMA ${options.schema} CASCADE`);
    await assert.rejects(store.accept(newEvent('b')), StoreError);
    await eventually('it says so', () => store.health.failureCode === 'database-other');
  });

  describe('at the start', () => {
    const login = (user: string, password = 'secret') => server().connection({ user, password });

    before(async () => {
      for (const role of ['nothing_allowed', 'only_reads', 'careless']) {
        await server().sql(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
      }
      await server().sql('GRANT CREATE ON DATABASE postgres TO only_reads, careless');
      await server().sql('ALTER ROLE only_reads SET default_transaction_read_only = on');
      await server().sql('ALTER ROLE careless SET synchronous_commit = off');
    });

    for (const [what, code, connection] of [
      ['a wrong password', 'database-login', () => server().connection({ password: 'wrong' })],
      ['a user who is unknown', 'database-login', () => login('nobody')],
      ['a database that does not exist', 'database-missing', () => server().connection({ database: 'none' })],
      ['a port where nothing listens', 'database-away', () => server().connection({ port: 1 })],
      ['a host that is not found', 'database-away', () => server().connection({ host: 'nowhere.invalid' })],
      ['a role that may make no tables', 'database-rights', () => login('nothing_allowed')],
      ['a session that only reads', 'database-read-only', () => login('only_reads')],
      ['TLS where the server has none', 'database-certificate', () => server().connection({ tls: {} })],
    ] as const) {
      it(`says what is wrong: ${what}`, async () => {
        await open({ connection: connection() });
        assert.equal(store.health.failureCode, code, store.health.failure);
        await assert.rejects(store.accept(newEvent('a')), StoreError);
      });
    }

    it('keeps no connection open where it has no password for the login', async () => {
      proxy = await CuttingProxy.start(server().port);
      const { port } = proxy;
      await open({ connection: server().connection({ port, password: '' }) });
      assert.equal(store.health.failureCode, 'database-login');
      await store.close();
      await eventually('all of them are closed', () => proxy?.open === 0);
    });

    it('takes nothing where it could not keep every text', async () => {
      await server().sql(`CREATE DATABASE latin TEMPLATE template0 LOCALE 'C' ENCODING 'LATIN1'`);
      await open({ connection: server().connection({ database: 'latin' }) });
      assert.equal(store.health.failureCode, 'database-unsafe');
      assert.match(store.health.failure ?? '', /UTF8/);
    });

    it('stays red where it can be read and not written, and does not turn green in between', async () => {
      await server().sql(`CREATE ROLE may_look LOGIN PASSWORD 'secret'`);
      const { schema, ...rest } = optionsFor(server());
      await (await openPostgresStore({ ...rest, schema })).close();
      await server().sql(`GRANT USAGE ON SCHEMA ${schema} TO may_look`);
      await server().sql(`GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO may_look`);
      await server().sql(`GRANT ALL ON ALL SEQUENCES IN SCHEMA ${schema} TO may_look`);
      await server().sql(`REVOKE INSERT ON ${schema}.entries FROM may_look`);
      await open({ schema, connection: login('may_look') });
      assert.equal(store.health.failureCode, 'database-rights');
      await server().sql(`GRANT INSERT ON ${schema}.entries TO may_look`);
      await isWell();
    });

    for (const setting of ['fsync', 'full_page_writes']) {
      it(`refuses a server with ${setting} = off, and takes it once that is on`, async () => {
        await server().sql(`ALTER SYSTEM SET ${setting} = off`);
        await server().sql('SELECT pg_reload_conf()');
        await eventually('it is off', async () => (await server().sql(`SHOW ${setting}`))[0]?.[setting] === 'off');
        await open();
        assert.equal(store.health.failureCode, 'database-unsafe');
        assert.match(store.health.failure ?? '', new RegExp(setting));
        await server().sql(`ALTER SYSTEM RESET ${setting}`);
        await server().sql('SELECT pg_reload_conf()');
        await isWell();
      });
    }

    it('refuses tables of a newer version, and changes nothing of them', async () => {
      const options = optionsFor(server());
      await (await openPostgresStore(options)).close();
      await server().sql(`UPDATE ${options.schema}.meta SET value = '99' WHERE name = 'version'`);
      store = await openPostgresStore(options);
      assert.equal(store.health.failureCode, 'database-newer');
    });

    it('no longer uses tables that a newer version changes while it runs', async () => {
      const clock = new PacedClock(server().connection());
      atWork.add(() => clock.stop());
      const { schema } = optionsFor(server());
      await open({ schema, clock });
      await isWell();
      await server().sql(`UPDATE ${schema}.meta SET value = '99' WHERE name = 'version'`);
      await eventually('it is noticed', () => store.health.failureCode === 'database-newer');
      await assert.rejects(store.accept(newEvent('a')), StoreError);
    });

    it('refuses members of another group, or of none, and admits the others', async () => {
      const options = optionsFor(server());
      await (await openPostgresStore(options)).close();
      await (await openPostgresStore({ ...options, group: 'production' })).close();
      for (const group of ['tests', '', 'Production']) {
        store = await openPostgresStore({ ...options, group });
        assert.equal(store.health.failureCode, 'database-group', group);
        await assert.rejects(store.accept(newEvent('a')), StoreError);
        await store.close();
      }
      store = await openPostgresStore({ ...options, group: 'production' });
      assert.equal((await store.accept(newEvent('a'))).outcome, 'stored');
    });

    it('has one group, however many name theirs at the same moment', async () => {
      const options = optionsFor(server());
      const names = Array.from({ length: 6 }, (_, index) => `group ${index}`);
      const stores = await Promise.all(
        names.map((group) => openPostgresStore({ ...options, group, instance: `node-red-${group}` })),
      );
      assert.equal(stores.filter(({ health }) => health.failure === undefined).length, 1);
      await Promise.all(stores.map((each) => each.close()));
      await open();
    });

    it('refuses a schema with tables of something else', async () => {
      const options = optionsFor(server());
      await server().sql(`CREATE SCHEMA ${options.schema}`);
      await server().sql(`CREATE TABLE ${options.schema}.entries (id int)`);
      store = await openPostgresStore(options);
      assert.equal(store.health.failureCode, 'database-other');
    });

    it('commits in full where synchronous_commit is off, and says so', async () => {
      const log = new RecordedLog();
      await open({ connection: login('careless'), log });
      assert.equal(store.health.failure, undefined);
      assert.match(log.text, /synchronous_commit/);
      await store.accept(newEvent('a'));
    });

    it('knows whether the process before it was stopped, or crashed', async () => {
      // No time passes: it is closed in order, however long that takes.
      const options = optionsFor(server(), { clock: new FakeClock() });
      const isAfterCrash = async (): Promise<boolean> => {
        store = await openPostgresStore(options);
        await store.close();
        return store.health.afterCrash;
      };
      assert.equal(await isAfterCrash(), false, 'there was none');
      const crashing = startAccepting(options);
      atWork.add(() => crashing.kill());
      await crashing.said(1);
      await crashing.kill();
      assert.equal(await isAfterCrash(), true);
      assert.equal(await isAfterCrash(), false);
    });
  });
});
