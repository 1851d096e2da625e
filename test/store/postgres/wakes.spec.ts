import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../../src/domain/clock';
import { silentLog } from '../../../src/domain/log';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { PostgresPool } from '../../../src/store/postgres/pool';
import { Wakes } from '../../../src/store/postgres/wakes';
import { CuttingProxy } from '../../support/cutting-proxy';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { optionsFor, withPostgres } from './with-postgres';

const CHANNEL = 'pushline_test';

describe('a PostgreSQL whose notifications do not arrive', () => {
  it('is looked at once more after it has changed, because the commit may not have been done', async () => {
    const clock = new FakeClock();
    let orders = 1;
    let wakes = 0;
    const pool = {
      config: { host: '127.0.0.1', port: 1 },
      run: () => Promise.resolve([]),
      read: <T>() => Promise.resolve([{ last_value: String(orders) }] as T[]),
    };
    const listening = new Wakes({
      ...{ pool, schema: 's', channel: CHANNEL, clock, log: silentLog },
      onWake: () => (wakes += 1),
      onInstances: () => undefined,
    });
    const look = async (): Promise<number> => {
      const before = wakes;
      clock.advance(2_000);
      await setImmediate();
      return wakes - before;
    };
    listening.start();
    const woken = [await look(), await look(), await look()];
    orders = 2;
    woken.push(await look(), await look(), await look());
    listening.stop();
    assert.deepEqual(woken, [1, 1, 0, 1, 1, 0]);
  });
});

describe('notifications of PostgreSQL', () => {
  const server = withPostgres();

  it('arrive again after the connection that listens has silently broken', async () => {
    const options = optionsFor(server());
    await (await openPostgresStore(options)).close();
    const between = await CuttingProxy.start(server().port);
    const pool = new PostgresPool(server().connection({ port: between.port }), { statementMs: 500 });
    let heard = 0;
    const wakes = new Wakes({
      ...{ pool, schema: options.schema, channel: CHANNEL, clock: systemClock(100), log: silentLog },
      onWake: () => undefined,
      onInstances: () => (heard += 1),
    });
    const isHeard = async (): Promise<boolean> => {
      await server().sql(`SELECT pg_notify('${CHANNEL}', 'instances of another')`);
      return heard > 0;
    };
    try {
      wakes.start();
      await eventually('it is heard', isHeard);
      between.vanish();
      between.mend();
      heard = 0;
      await eventually('it is heard again', isHeard);
    } finally {
      wakes.stop();
      await between.close();
      await pool.end();
    }
  });
});
