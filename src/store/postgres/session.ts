import type { Clock } from '../../domain/clock';
import { StoreError } from '../../domain/errors';
import type { Log } from '../../domain/log';
import { isConnectionLost } from './failure';
import { migrate, quoteName } from './migrate';
import { Orders } from './orders';
import type { PostgresPool } from './pool';
import { PostgresWriter, type WriterParts } from './postgres-writer';
import { Queries } from './queries';
import { MOVED } from './schema';
import { checkServer } from './start-check';
import { WriterAccount } from './writer-account';

export interface SessionOptions {
  pool: PostgresPool;
  /** Of the tables, as the user calls it. */
  schema: string;
  /** This Node-RED among those that share the store; the same after a restart. */
  instance: string;
  clock: Clock;
  log: Log;
  /** The store that was here before, if there was one. */
  expected: string | undefined;
  /** Nothing can be done with this session any more. */
  lose: (cause: unknown) => void;
  /** An answer was lost, and the database does not say yet what became of it. */
  doubt: (cause: unknown) => void;
  /** It has said. */
  sure: () => void;
}

/** All that stands between two failures of the database. */
export interface Session {
  readonly storeId: string;
  readonly afterCrash: boolean;
  readonly queries: Queries;
  readonly writer: PostgresWriter;
  /** Ends it in order. Never rejects. */
  close(): Promise<void>;
  /** After a failure. Never rejects. */
  leave(): Promise<void>;
}

export async function openSession(options: SessionOptions): Promise<Session> {
  const { pool, schema, log } = options;
  await checkServer(pool, log);
  const storeId = await migrate(pool, options);
  const quoted = quoteName(schema);
  const queries = new Queries(pool, quoted);
  const afterCrash = await isRunning(pool, quoted, options.instance);
  const account = await WriterAccount.open(pool, quoted, options.instance);
  const orders = new Orders(() => queries.nextOrders());
  const commit = committing({ account, queries, orders }, options);
  const writer = new PostgresWriter({ queries, orders, commit, onFailure: options.lose });
  const closed = new StoreError('the store is closed');
  return {
    ...{ storeId, afterCrash, queries, writer },
    async close() {
      await writer.finish(closed);
      await account.close().catch(() => undefined);
    },
    leave: () => writer.finish(closed),
  };
}

/** Did the process before this one end without telling? */
async function isRunning(pool: PostgresPool, schema: string, instance: string): Promise<boolean> {
  const text = `SELECT count(*) AS n FROM ${schema}.writers WHERE instance = $1 AND NOT closed`;
  const [row] = await pool.read<{ n: string }>(text, [instance]);
  return Number(row?.n) > 0;
}

/** Longer than a restart of the database takes, shorter than whoever waits for the answer. */
const DOUBT_MS = 10_000;
const ASK_EVERY_MS = 200;

interface Parts {
  account: WriterAccount;
  queries: Queries;
  orders: Orders;
}

function committing({ account, queries, orders }: Parts, options: SessionOptions): WriterParts['commit'] {
  return async ({ reader, draft }) => {
    const number = account.nextBatch();
    try {
      const { changes, tally } = draft;
      orders.begin(await queries.write(account.id, { number, seen: reader.versions, changes, tally }));
    } catch (cause) {
      if (!isConnectionLost(cause)) throw cause;
      orders.forget();
      if (!(await hasHappened(account, cause, options))) throw new NotHappened('it may be taken again', { cause });
    }
  };
}

/** Surely. */
class NotHappened extends Error {
  readonly code = MOVED;
}

/** The answer to a commit was lost: the database knows whether it happened. Rejects with `cause` where it does not say. */
async function hasHappened(account: WriterAccount, cause: unknown, options: SessionOptions): Promise<boolean> {
  const { clock, doubt, sure } = options;
  const until = clock.monotonic() + DOUBT_MS;
  for (;;) {
    try {
      const happened = await account.settle();
      sure();
      return happened;
    } catch (error) {
      doubt(error);
      if (clock.monotonic() > until) throw cause;
      await new Promise<void>((resolve) => clock.after(ASK_EVERY_MS, resolve));
    }
  }
}
