import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '../../src/connection/connection';
import { silentLog } from '../../src/domain/log';
import { DocumentFolder } from '../../src/documents/document-folder';
import { createEtherFaxProvider } from '../../src/providers/etherfax/etherfax-provider';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { openPostgresStore, type PostgresStore } from '../../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../../src/store/postgres/postgres-database';
import { createAttemptBudget } from '../../src/transports/push-socket/attempt-budget';
import { optionsFor, withPostgres } from '../store/postgres/with-postgres';
import { testConverter } from '../support/converting';
import { CuttingProxy } from '../support/cutting-proxy';
import { eventually } from '../support/eventually';
import { SCOPE } from '../support/inbox';
import { PacedClock } from '../support/paced-clock';

interface Instance {
  connection: Connection;
  store: PostgresStore;
  /** To the database. */
  proxy: CuttingProxy;
}

describe('the holder of an account on PostgreSQL', () => {
  const server = withPostgres();
  let simulator: EtherFaxSimulator;
  let folder: string;
  let clock: PacedClock;
  let options: PostgresDatabaseOptions;
  let all: Instance[];

  beforeEach(async () => {
    all = [];
    folder = await mkdtemp(join(tmpdir(), 'pushline-holder-'));
    clock = new PacedClock(server().connection());
    simulator = await startEtherFaxSimulator({ clock, account: { account: 'efax-1' } });
    simulator.behave({ wait: 'ignored' });
    options = optionsFor(server(), { clock });
  });

  afterEach(async () => {
    for (const { connection, store, proxy } of all) {
      await connection.stop();
      await connection.settled();
      await store.close();
      await proxy.close();
    }
    await simulator.close();
    await clock.stop();
    await rm(folder, { recursive: true });
  });

  async function start(instance: string): Promise<Instance> {
    const proxy = await CuttingProxy.start(server().port);
    const connectionTo = server().connection({ port: proxy.port });
    const store = await openPostgresStore({ ...options, connection: connectionTo, instance });
    const { apiKey } = simulator.account;
    const connection = new Connection({
      ...{ id: 'line-1', account: '', credentials: apiKey, store, clock, log: silentLog, owner: instance },
      provider: createEtherFaxProvider({
        ...{ baseUrl: simulator.baseUrl, account: '', credentials: { apiKey }, country: '', clock },
      }),
      documents: new DocumentFolder(join(folder, instance), store.documents),
      converter: testConverter(),
      ...{ random: () => 0.5, channels: 1, pollSeconds: 60, redeliverMinutes: 15, maxAttempts: 5 },
      retention: { keepDays: 30, documentDays: 0 },
      push: { url: simulator.pushUrl, token: simulator.pushToken, budget: createAttemptBudget() },
      reserveScope: () => undefined,
      onState: () => undefined,
    });
    const started = { connection, store, proxy };
    all.push(started);
    await connection.start();
    connection.resume(false);
    return started;
  }

  const reached = ({ connection }: Instance, state: string): Promise<unknown> =>
    eventually(`it is ${state}`, () => connection.state.state === state);
  const oneSocket = (): Promise<unknown> => eventually('one socket is open', () => simulator.push.clients === 1);
  const stored = ({ store }: Instance, count: number): Promise<unknown> =>
    eventually(`${count} are stored`, async () => (await store.counts(SCOPE)).parked === count);

  it('gives the account up at once when it stops, and is another within moments', async () => {
    const a = await start('a');
    await reached(a, 'connected');
    const b = await start('b');
    await reached(b, 'standby');
    assert.deepEqual(b.connection.state, { state: 'standby', holder: 'a' });
    await a.connection.stop();
    await reached(b, 'connected');
    simulator.inject();
    await stored(b, 1);
  });

  it('stops asking by its own clock when it is cut off, before another takes over, and stands by when it is back', async () => {
    const a = await start('a');
    await reached(a, 'connected');
    const b = await start('b');
    await reached(b, 'standby');
    a.proxy.cut();
    await eventually('its socket is closed', () => simulator.push.clients === 0);
    assert(!a.store.sharing.isAlive);
    await reached(b, 'connected');
    await oneSocket();
    simulator.inject();
    await stored(b, 1);
    a.proxy.mend();
    await reached(a, 'standby');
    await oneSocket();
  });

  it('tells the provider what another instance has marked', async () => {
    const a = await start('a');
    await reached(a, 'connected');
    const b = await start('b');
    await reached(b, 'standby');
    const id = simulator.inject();
    await stored(b, 1);
    await b.connection.close(`${SCOPE}:fax.received:${id}`, { as: 'flow', acknowledge: 'keep' });
    await eventually('the provider knows', () => simulator.received().length === 1);
  });
});
