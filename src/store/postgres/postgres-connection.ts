import type { ConnectionOptions } from 'node:tls';

/** Where the database is, and who we are there. */
export interface PostgresConnection {
  /** `postgres://user:password@host:port/database`; the fields below count more. */
  url?: string;
  host?: string;
  port?: number;
  database?: string;
  user?: string;
  password?: string;
  /** undefined: as the URL says, which is without where it says nothing; false: without, whatever the environment says. */
  tls?: ConnectionOptions | false;
}
