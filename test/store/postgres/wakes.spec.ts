import { systemClock } from '../../../src/domain/clock';
import { silentLog } from '../../../src/domain/log';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { PostgresPool } from '../../../src/store/postgres/pool';
import { Wakes } from '../../../src/store/postgres/wakes';
import { CuttingProxy } from '../../support/cutting-proxy';
import { eventually } from '../../support/eventually';
import { optionsFor, withPostgres } from './with-postgres';

const CHANNEL = 'pushline_test';

describe('notifications of PostgreSQL', () => {
  const server = withPostgres();

  it('are heard again if the connection that listens has broken without a word', async () => {
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
