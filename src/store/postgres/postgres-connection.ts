import type { ConnectionOptions } from 'node:tls';

/** Where the database is, and how to log in. */
export interface PostgresConnection {
  /** `postgres://user:password@host:port/database`; the fields below take precedence. */
  url?: string;
  host?: string;
  port?: number;
  database?: string;
  user?: string;
  password?: string;
  /** undefined: as the URL says, without TLS if it says nothing; false: without TLS, whatever the environment says. */
  tls?: ConnectionOptions | false;
}
