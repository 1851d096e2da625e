import type * as Pg from 'pg';

/**
 * `pg` leaves the connection open where it gives up a login by itself: it has no password, or does not know what the server
 * asks for. The server would keep a place for each try, for a minute, until it had none for anybody.
 */
export function closingClient({ Client }: typeof Pg): typeof Pg.Client {
  return class extends Client {
    constructor(config?: string | Pg.ClientConfig) {
      super(config);
      this.connection.on('error', () => this.connection.stream.destroy());
    }
  };
}
