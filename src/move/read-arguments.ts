import { parseArgs } from 'node:util';
import { compact } from '../domain/compact';
import type { PostgresConnection } from '../store/postgres/postgres-connection';

export const USAGE = `pushline-move <folder>            moves the embedded store of this folder into PostgreSQL
pushline-move <folder> --give-up  ends a move that was cut off: the folder goes on as before

The folder is <user directory of Node-RED>/pushline. Stop Node-RED first.

  --schema <name>     of the tables, as in the store's node (default: pushline)
  --group <name>      of the Node-REDs that share it, as in the store's node
  --documents <path>  the shared folder for documents, as in the store's node (default: in the database)
  --database <url>    postgres://user@host:port/database, without the password
  --password-stdin    reads the password from standard input

The database is also found by the environment: PUSHLINE_DATABASE (a whole URL, with the password), or PGHOST, PGPORT,
PGDATABASE, PGUSER, PGPASSWORD and PGSSLMODE as psql knows them. A database on another machine needs an sslmode, such as
verify-full (with sslrootcert for an authority of your own). A password never belongs on the command line, where
everybody on the machine can read it.

Begin it again after an abort: it begins anew, and is never half done. Ctrl+C gives it up.
Exit code 0: moved. 1: refused, and nothing has changed. 2: it could not be done. 3: Node-RED is using the folder.`;

export interface Arguments {
  folder: string;
  schema: string;
  group: string;
  documents?: string;
  givesUp: boolean;
  connection: PostgresConnection;
  /** Comes by standard input. */
  asksPassword: boolean;
}

/** What is wrong with the command line, for whoever typed it. */
export class UsageError extends Error {}

/** undefined: only the usage is asked for. Throws `UsageError`. */
export function readArguments(args: string[], env: NodeJS.ProcessEnv): Arguments | undefined {
  const { values, positionals } = parsed(args);
  if (values.help === true) return undefined;
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError(USAGE);
  if (values.schema === '') throw new UsageError('--schema: a name');
  return compact({
    folder,
    schema: values.schema ?? 'pushline',
    group: values.group ?? '',
    documents: values.documents,
    givesUp: values['give-up'] === true,
    connection: connectionOf(values.database, env),
    asksPassword: values['password-stdin'] === true,
  });
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        schema: { type: 'string' },
        group: { type: 'string' },
        documents: { type: 'string' },
        database: { type: 'string' },
        'password-stdin': { type: 'boolean' },
        'give-up': { type: 'boolean' },
      },
    });
  } catch {
    throw new UsageError(USAGE);
  }
}

function connectionOf(named: string | undefined, env: NodeJS.ProcessEnv): PostgresConnection {
  if (named !== undefined && urlOf(named).password !== '') {
    throw new UsageError(
      'the password would be seen by all on this machine: leave it out, and use --password-stdin, PGPASSWORD or PUSHLINE_DATABASE',
    );
  }
  const url = named ?? env['PUSHLINE_DATABASE'];
  if (url !== undefined && url !== '') {
    const { hostname, searchParams, href } = urlOf(url);
    assertToldOfTls(
      searchParams.get('host') ?? hostname,
      searchParams.get('sslmode') ?? searchParams.get('ssl') ?? env['PGSSLMODE'],
    );
    return { url: href };
  }
  if (!['PGHOST', 'PGDATABASE', 'PGUSER'].some((name) => env[name])) {
    throw new UsageError('no database is named: --database, PUSHLINE_DATABASE, or PGHOST and its like (--help)');
  }
  assertToldOfTls(env['PGHOST'] ?? '', env['PGSSLMODE']);
  return {};
}

/** An empty one, a folder of sockets, or a name of this machine. */
const LOCAL = /^(?:|\/.*|localhost|127(?:\.\d+){3}|\[?::1\]?)$/;

/** The password and all faxes go this way: `pg` leaves TLS out where nobody asks for it. */
function assertToldOfTls(host: string, sslmode: string | undefined): void {
  if (LOCAL.test(host) || (sslmode !== undefined && sslmode !== '')) return;
  throw new UsageError(
    'say whether the way to the database is encrypted: add ?sslmode=verify-full to its address, or PGSSLMODE=verify-full; ' +
      'sslmode=disable only in a network of your own',
  );
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['postgres:', 'postgresql:'].includes(url.protocol)) return url;
  throw new UsageError('the address of the database is not a URL like postgres://user@host:5432/database');
}
