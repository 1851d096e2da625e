import { parseArgs } from 'node:util';
import { compact } from '../domain/compact';
import type { PostgresConnection } from '../store/postgres/postgres-connection';

export const USAGE = `pushline-move <folder>            moves the embedded store of this folder into PostgreSQL
pushline-move <folder> --give-up  undoes a move that was interrupted: the folder works as before

The folder is <user directory of Node-RED>/pushline. Stop Node-RED first.

  --schema <name>     schema of the tables, as in the store's node (default: pushline)
  --group <name>      group of the Node-REDs that share the store, as in the store's node
  --documents <path>  shared folder for documents, as in the store's node (default: in the database)
  --database <url>    postgres://user@host:port/database, without the password
  --password-stdin    reads the password from standard input

The database can also come from the environment: PUSHLINE_DATABASE (a whole URL, with the password), or PGHOST, PGPORT,
PGDATABASE, PGUSER, PGPASSWORD and PGSSLMODE, as for psql. A database on another machine needs an sslmode, such as
verify-full (with sslrootcert for a certificate authority of your own). Never put a password on the command line, where
everybody on the machine can read it.

Ctrl+C stops the move. After an interruption just run it again: it starts over, and nothing is ever half moved.
Exit code 0: moved. 1: refused, and nothing has changed. 2: it could not be done. 3: Node-RED is using the folder.`;

export interface Arguments {
  folder: string;
  schema: string;
  group: string;
  documents?: string;
  givesUp: boolean;
  connection: PostgresConnection;
  /** The password is read from standard input. */
  asksPassword: boolean;
}

/** The command line is wrong; the message says how, for the person who typed it. */
export class UsageError extends Error {}

/** undefined: `--help` was given. Throws `UsageError`. */
export function readArguments(args: string[], env: NodeJS.ProcessEnv): Arguments | undefined {
  const { values, positionals } = parsed(args);
  if (values.help === true) return undefined;
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError(USAGE);
  if (values.schema === '') throw new UsageError('--schema: must be a name');
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
    assertTlsChosen(
      searchParams.get('host') ?? hostname,
      searchParams.get('sslmode') ?? searchParams.get('ssl') ?? env['PGSSLMODE'],
    );
    return { url: href };
  }
  if (!['PGHOST', 'PGDATABASE', 'PGUSER'].some((name) => env[name])) {
    throw new UsageError('which database? Set --database, PUSHLINE_DATABASE, or PGHOST and the like (see --help)');
  }
  assertTlsChosen(env['PGHOST'] ?? '', env['PGSSLMODE']);
  return {};
}

/** No host, a folder with a Unix socket, or a name of this machine. */
const LOCAL = /^(?:|\/.*|localhost|127(?:\.\d+){3}|\[?::1\]?)$/;

/** The password and all faxes cross this connection, and `pg` does not use TLS unless told to. */
function assertTlsChosen(host: string, sslmode: string | undefined): void {
  if (LOCAL.test(host) || (sslmode !== undefined && sslmode !== '')) return;
  throw new UsageError(
    'say whether the connection to the database is encrypted: add ?sslmode=verify-full to its address, or set ' +
      'PGSSLMODE=verify-full; use sslmode=disable only in a network of your own',
  );
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['postgres:', 'postgresql:'].includes(url.protocol)) return url;
  throw new UsageError('the address of the database is not a URL like postgres://user@host:5432/database');
}
