import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../src/domain/clock';
import { failureOf } from '../../../src/store/postgres/failure';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import type { PostgresConnection } from '../../../src/store/postgres/postgres-connection';
import { tryDatabase, type DatabaseReport } from '../../../src/store/postgres/try-database';
import { CuttingProxy } from '../../support/cutting-proxy';
import { eventually } from '../../support/eventually';
import { optionsFor, withPostgres } from './with-postgres';

const pem = (name: string): Buffer => readFileSync(join(__dirname, '../../support/tls', `${name}.pem`));

/** Waits for a notification however long it takes. */
const PATIENT: Clock = { ...systemClock(), after: () => ({ cancel: () => undefined }) };

describe('a database that is tried', () => {
  const server = withPostgres();
  let schema: string;

  beforeEach(() => (schema = `tried ${randomUUID()}`));

  const tried = (changes: Partial<PostgresConnection> = {}, where = schema, clock = PATIENT): Promise<DatabaseReport> =>
    tryDatabase(server().connection(changes), where, clock);
  const wrong = (changes: Partial<PostgresConnection>, where?: string): Promise<string> =>
    tried(changes, where).then(
      () => 'nothing',
      (error: unknown) => {
        const { code, detail } = failureOf(error);
        return detail === undefined ? code : `${code} ${detail}`;
      },
    );
  const left = async (): Promise<unknown> =>
    server().sql(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tried%' OR nspname LIKE 'pg_temp%'
      AND EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid)`);

  it('is described, and nothing is left in it', async () => {
    const report = await tried();
    assert.deepEqual(
      [report.isMade, report.isNotified, report.isSynchronous, report.alive.size],
      [false, true, true, 0],
    );
    assert.match(report.version, /^\d+(\.\d+)?$/);
    assert((report.writeMs ?? -1) > 0 && report.readMs > 0);
    assert.deepEqual(await left(), []);
  });

  it('shows the store that is there, and who uses it', async () => {
    const options = optionsFor(server(), { schema });
    const store = await openPostgresStore(options);
    try {
      const report = await tried();
      assert.equal(report.isMade, true);
      assert.deepEqual([...report.alive], [['node-red-1', store.sharing.process]]);
    } finally {
      await store.close();
    }
    assert.equal((await tried()).alive.size, 0);
    await (await openPostgresStore({ ...options, group: 'production' })).close();
    await tryDatabase(server().connection(), schema, systemClock(), { group: 'production' });
    await assert.rejects(
      tryDatabase(server().connection(), schema, systemClock(), { group: 'tests' }),
      /another group/,
    );
    await server().sql(`DROP SCHEMA "${schema}" CASCADE`);
  });

  it('shows that notifications get lost', async () => {
    const proxy = await CuttingProxy.start(server().port);
    try {
      proxy.isDeaf = true;
      assert.equal((await tried({ port: proxy.port }, schema, systemClock())).isNotified, false);
    } finally {
      await proxy.close();
    }
  });

  describe('with something wrong:', () => {
    const login = (user: string): Partial<PostgresConnection> => ({ user, password: 'secret' });

    before(async () => {
      for (const role of ['may_nothing', 'may_read', 'in_haste', 'no_temp', 'stranger']) {
        await server().sql(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
      }
      await server().sql('GRANT CREATE ON DATABASE postgres TO may_read, in_haste, no_temp');
      await server().sql('REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC');
      await server().sql('GRANT TEMPORARY ON DATABASE postgres TO in_haste, may_read');
      await server().sql('ALTER ROLE may_read SET default_transaction_read_only = on');
      await server().sql('ALTER ROLE in_haste SET synchronous_commit = off');
    });

    for (const [what, told, changes] of [
      ['host', 'database-away host', { host: 'nowhere.invalid' }],
      ['port', 'database-away refused', { port: 1 }],
      ['folder of its socket', 'database-away refused', { host: '/nowhere' }],
      ['password', 'database-login password', { password: 'wrong' }],
      ['no password', 'database-login no-password', { password: '' }],
      ['user', 'database-login password', login('nobody_here')],
      ['database', 'database-missing', { database: 'none' }],
      ['rights', 'database-rights', login('may_nothing')],
      ['only reads', 'database-read-only read-only', login('may_read')],
      ['TLS where there is none', 'database-certificate no-tls', { tls: {} }],
    ] as const) {
      it(what, async () => assert.equal(await wrong(changes), told));
    }

    it('an encoding that lacks characters of an SMS', async () => {
      for (const [encoding, told] of [
        ['LATIN1', 'database-unsafe encoding'],
        ['EUC_JP', 'database-unsafe encoding'],
        ['SQL_ASCII', 'nothing'],
      ] as const) {
        const database = `in_${encoding.toLowerCase()}`;
        await server().sql(`CREATE DATABASE ${database} TEMPLATE template0 LOCALE 'C' ENCODING '${encoding}'`);
        assert.equal(await wrong({ database }), told);
        await server().sql(`DROP DATABASE ${database}`);
      }
    });

    it('a role or a database that lets nobody in', async () => {
      await server().sql('CREATE DATABASE private');
      await server().sql('REVOKE CONNECT ON DATABASE private FROM PUBLIC');
      await server().sql('CREATE DATABASE closed ALLOW_CONNECTIONS false');
      await server().sql('CREATE DATABASE narrow CONNECTION LIMIT 0');
      await server().sql(`CREATE ROLE narrow LOGIN PASSWORD 'secret' CONNECTION LIMIT 0`);
      await server().sql(`CREATE ROLE locked_out NOLOGIN PASSWORD 'secret'`);
      const stranger = login('stranger');
      assert.equal(await wrong({ ...stranger, database: 'private' }), 'database-rights connect');
      assert.equal(await wrong({ ...stranger, database: 'narrow' }), 'database-away limit');
      assert.equal(await wrong({ database: 'closed' }), 'database-away closed');
      assert.equal(await wrong(login('narrow')), 'database-away limit');
      assert.equal(await wrong(login('locked_out')), 'database-login no-login');
    });

    it('too little time for what is asked', async () => {
      await server().sql(`CREATE ROLE in_time LOGIN PASSWORD 'secret'`);
      await server().sql('GRANT CREATE ON DATABASE postgres TO in_time');
      await server().sql('ALTER ROLE in_time SET statement_timeout = 1');
      assert.equal(await wrong(login('in_time')), 'database-away cancelled');
    });

    it('it is waited for in vain', async () => {
      // Read all the same: else it is never seen to end, and keeps the process.
      const silent = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      try {
        assert.equal(await wrong({ port: (silent.address() as AddressInfo).port }), 'database-away silent');
      } finally {
        silent.close();
      }
    });

    it('tables of something else', async () => {
      await server().sql('CREATE SCHEMA "other"');
      await server().sql('CREATE TABLE other.documents (id int)');
      assert.equal(await wrong({}, 'other'), 'database-other');
      await server().sql('CREATE TABLE other.entries (id int)');
      assert.equal(await wrong({}, 'other'), 'database-other');
    });

    it('tables of a newer version, or of another role', async () => {
      const store = await openPostgresStore(optionsFor(server(), { schema: 'newer' }));
      await store.close();
      await server().sql('GRANT USAGE ON SCHEMA newer TO stranger');
      await server().sql('GRANT SELECT ON ALL TABLES IN SCHEMA newer TO stranger');
      assert.equal(await wrong(login('stranger'), 'newer'), 'database-rights tables');
      await server().sql(`UPDATE newer.meta SET value = '99' WHERE name = 'version'`);
      assert.equal(await wrong({}, 'newer'), 'database-newer');
    });

    it('settings of a role that do no harm', async () => {
      const hasty = await tried(login('in_haste'));
      assert.deepEqual([hasty.isSynchronous, (hasty.writeMs ?? 0) > 0], [false, true]);
      assert.equal((await tried(login('no_temp'))).writeMs, undefined);
      assert.deepEqual(await left(), []);
    });

    it('the certificate', async () => {
      const offered = async (name: string, changes: Partial<PostgresConnection>): Promise<string> => {
        await server().offerTls(pem(name), pem('key'));
        return wrong(changes);
      };
      const tls = (ca?: string): Partial<PostgresConnection> => ({ tls: ca === undefined ? {} : { ca: pem(ca) } });
      await server().offerTls(pem('localhost'), pem('key'));
      await eventually('it offers TLS', async () => (await wrong(tls('localhost'))) === 'nothing');
      for (const host of ['localhost', '127.0.0.1']) {
        assert.equal(await wrong({ host, ...tls('localhost') }), 'nothing', host);
      }
      assert.equal(await wrong(tls()), 'database-certificate authority');
      for (const [name, told] of [
        ['wrong-host', 'database-certificate name'],
        ['expired', 'database-certificate dates'],
      ] as const) {
        await eventually(told, async () => (await offered(name, tls(name))) === told);
      }
    });
  });
});
