import type * as Pg from 'pg';

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
    }
  };
}

/** Closes a connection without waiting for the server: if its machine is gone, TCP would wait for a quarter of an hour. */
export function hangUp(client: Pg.Client): void {
  void client.end().catch(() => undefined);
  client.connection.stream.destroy();
}
