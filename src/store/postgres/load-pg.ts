import type * as Pg from 'pg';

/** Loaded when a store in PostgreSQL is opened, so that other installations do not pay for it. */
export function loadPg(): typeof Pg {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only now, and only here
  return require('pg') as typeof Pg;
}
