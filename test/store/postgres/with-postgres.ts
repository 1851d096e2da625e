import { randomUUID } from 'node:crypto';
import { silentLog } from '../../../src/domain/log';
import { systemClock } from '../../../src/domain/clock';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import { postgresBinaries, PostgresServer } from '../../support/postgres-server';

let isTold = false;

/** One server for all the tests of a file; without PostgreSQL on this machine they are left out. */
export function withPostgres(): () => PostgresServer {
  let server: PostgresServer | undefined;
  before(async function () {
    if (postgresBinaries === undefined) {
      if (!isTold) console.log('    PostgreSQL is not installed here: its tests are left out');
      isTold = true;
      this.skip();
    }
    server = await PostgresServer.start();
  });
  after(async () => {
    await server?.remove();
  });
  return () => {
    if (server === undefined) throw new Error('the server has not been started');
    return server;
  };
}

function newSchema(): string {
  return `t${randomUUID().replaceAll('-', '')}`;
}

export function optionsFor(
  server: PostgresServer,
  changes: Partial<PostgresDatabaseOptions> = {},
): PostgresDatabaseOptions {
  return {
    connection: server.connection(),
    schema: newSchema(),
    instance: 'node-red-1',
    clock: systemClock(),
    log: silentLog,
    ...changes,
  };
}
