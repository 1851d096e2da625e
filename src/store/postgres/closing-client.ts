import type { Duplex } from 'node:stream';
import type * as Pg from 'pg';
import { toError } from '../../domain/errors';
import { loadPg } from './load-pg';

/** A client outside a pool. */
export function newClient(config: Pg.ClientConfig): Pg.Client {
  return new (closingClient(loadPg()))(config);
}

/**
 * If `pg` itself gives up a login (it has no password, or does not know what the server asks for), it leaves the connection
 * open. The server keeps it for a minute, so repeated tries would use up all its connections.
 */
export function closingClient({ Client }: typeof Pg): typeof Pg.Client {
  return class extends Client {
    constructor(config?: string | Pg.ClientConfig) {
      super(config);
      const drop = (): void => void this.connection.stream.destroy();
      this.connection.on('error', drop);
      // Without a listener, an error that `pg` reports here while it logs in would end the process.
      this.on('error', drop);
      catchUnreadable(this.connection);
    }
  };
}

/** Closes a connection without waiting for the server: if its machine is gone, TCP would wait for a quarter of an hour. */
export function hangUp(client: Pg.Client): void {
  void client.end().catch(() => undefined);
  client.connection.stream.destroy();
}

/** What the types of `pg` leave out: it reads from this stream, which is the socket, or TLS on it. */
interface Attaching {
  attachListeners: (stream: Duplex) => void;
}

/**
 * What `pg` cannot read (a server that wants Kerberos, something that is not PostgreSQL) makes it throw where nobody can
 * catch it, which would end the process.
 */
function catchUnreadable(connection: Pg.Connection): void {
  if (!isAttaching(connection)) return;
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    attach(stream);
    for (const read of stream.listeners('data')) {
      stream.off('data', read as (bytes: Buffer) => void);
      stream.on('data', (bytes: Buffer) => {
        try {
          read.call(stream, bytes);
        } catch (error) {
          stream.destroy(toError(error));
        }
      });
    }
  };
}

function isAttaching(connection: object): connection is Attaching {
  return 'attachListeners' in connection && typeof connection.attachListeners === 'function';
}
