import type { Clock } from '../../domain/clock';
import type { SharedDocumentBytes } from '../../domain/document-bytes';
import { StoreError } from '../../domain/errors';
import type { Log } from '../../domain/log';
import { doubt } from '../doubt';
import type { Rows } from '../rows';
import { BeatQueries } from './beat';
import { agreeOnDocuments, assertPlace } from './documents-place';
import { FailureError, isConnectionLost } from './failure';
import { checkGroup, enterGroup } from './group';
import { migrate, quoteName } from './migrate';
import { hasDoubted, RESTORED, settlePlace, type Settled } from './place';
import { Orders } from './orders';
import type { PostgresPool } from './pool';
import type { PostgresSharing } from './postgres-sharing';
import { PostgresWriter } from './postgres-writer';
import { Queries } from './queries';
import { Rhythm } from './rhythm';
import { MOVED } from './schema';
import type { SharedTime } from './shared-time';
import { checkServer } from './start-check';
import { Wakes } from './wakes';
import { WriterAccount, WriterLost, type Witness } from './writer-account';

export interface SessionOptions {
  pool: PostgresPool;
  /** Of the tables, as the user calls it. */
  schema: string;
  /** Who may share the store; empty: whoever names none. */
  group: string;
  clock: Clock;
  log: Log;
  /** undefined: this process keeps its own time. */
  time: SharedTime | undefined;
  /** Its signs of life have a connection of their own: they wait behind nothing. */
  beats: PostgresPool;
  sharing: PostgresSharing;
  /** Of the session before this one. */
  witness: Witness | undefined;
  /** A folder that all share, if documents are there and not in the database. */
  sharedDocuments: SharedDocumentBytes | undefined;
  /** The store that was here before, if there was one. */
  expected: string | undefined;
  /** The database was found set back by what this process knew. */
  onSetBack: () => void;
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
  /** Was the database set back, ever? */
  readonly restored: boolean;
  readonly queries: Queries;
  readonly writer: PostgresWriter;
  readonly witness: Witness;
  /** Ends it in order. Never rejects. */
  close(): Promise<void>;
  /** After a failure. Never rejects. */
  leave(): Promise<void>;
}

export async function openSession(options: SessionOptions): Promise<Session> {
  const { pool, schema, sharing, clock, log } = options;
  const { instance } = sharing;
  await checkServer(pool, log);
  const storeId = await migrate(pool, options);
  const quoted = quoteName(schema);
  await enterGroup(pool, quoted, options.group);
  const { doubtful, wasSetBack } = await settlePlace(pool, { ...options, schema: quoted });
  const place = await agreeOnDocuments(pool, { schema: quoted, storeId, instance, documents: options.sharedDocuments });
  await options.time?.agree();
  const afterCrash = await isRunning(pool, quoted, instance);
  const hearing = { onWake: () => sharing.wake(), onInstances: () => sharing.hear() };
  const wakes = new Wakes({ pool, schema: quoted, channel: channelOf(storeId), clock, log, ...hearing });
  await sharing.join({ queries: new BeatQueries(options.beats, quoted, wakes.instancesWord), lose: options.lose });
  const queries = new Queries(pool, quoted);
  const { account, writer } = await openAccount(options, { queries, wakes, place, doubtful }).catch(partly(sharing));
  const settle = async (): Promise<Settled> => {
    // Somebody may have given the store to a group since.
    await checkGroup(pool, quoted, options.group);
    return settlePlace(pool, { ...options, schema: quoted, witness: account.witness });
  };
  const asking = keepAgreeing(options, settle);
  wakes.start();
  const finish = (): Promise<void> => writer.finish(new StoreError('the store is closed'));
  return {
    storeId,
    afterCrash,
    restored: wasSetBack,
    queries,
    writer,
    get witness() {
      return account.witness;
    },
    async close() {
      void asking.stop();
      // Whoever tidies up behind those that have left must not meet our last batches.
      await finish();
      await sharing.leave();
      await wakes.stop();
      // Who comes next has nobody to ask.
      await settle().catch(() => undefined);
      await account.close().catch(() => undefined);
    },
    async leave() {
      void asking.stop();
      await Promise.all([sharing.part(), finish()]);
      await wakes.stop();
    },
  };
}

/** What has begun to beat is ended where the rest fails. */
function partly(sharing: PostgresSharing) {
  return async (error: unknown): Promise<never> => {
    await sharing.part();
    throw error;
  };
}

interface Beginning {
  queries: Queries;
  wakes: Wakes;
  place: string;
  doubtful: number | undefined;
}

/** Before anybody in this process has it, all that is in doubt is doubted. */
async function openAccount(options: SessionOptions, { queries, wakes, place, doubtful }: Beginning) {
  const { pool, sharing } = options;
  const schema = quoteName(options.schema);
  await assertPlace(pool, schema, place);
  const account = await WriterAccount.open(pool, schema, sharing.instance);
  const writer = openWriter({ account, queries, wakes }, options);
  if (doubtful !== undefined) await doubtAll(pool, { schema, queries, writer, before: doubtful });
  return { account, writer };
}

interface Doubtful {
  schema: string;
  queries: Queries;
  writer: PostgresWriter;
  before: number;
}

async function doubtAll(pool: PostgresPool, { schema, queries, writer, before }: Doubtful): Promise<void> {
  const list: Rows['list'] = (pages) => queries.list(pages);
  await doubt({ list, change: (reads, step) => writer.change(reads, step) }, before);
  await hasDoubted(pool, schema, before);
}

function channelOf(storeId: string): string {
  return `pushline_${storeId.replaceAll('-', '')}`;
}

const AGREE_MS = 30_000;

/** Asks again and again what time it is, and whether this is still the same server: one that is idle loses no connection. */
function keepAgreeing({ clock, time, lose }: SessionOptions, settle: () => Promise<Settled>): Rhythm {
  const rhythm = new Rhythm(clock, async () => {
    try {
      const [{ doubtful }] = await Promise.all([settle(), time?.agree()]);
      if (doubtful !== undefined) lose(new FailureError(RESTORED));
    } catch (error) {
      // Where the database is away, whoever uses it finds out.
      if (error instanceof FailureError) lose(error);
    }
    return AGREE_MS;
  });
  rhythm.start(AGREE_MS);
  return rhythm;
}

/** Did the process before this one end without telling? */
async function isRunning(pool: PostgresPool, schema: string, instance: string): Promise<boolean> {
  const text = `SELECT count(*) AS n FROM ${schema}.writers WHERE instance = $1 AND NOT closed`;
  const [row] = await pool.read<{ n: string }>(text, [instance]);
  return Number(row?.n) > 0;
}

/** Longer than a restart of the database takes, shorter than whoever waits for the answer. */
const ASKS = 50;
const ASK_EVERY_MS = 200;

interface Parts {
  account: WriterAccount;
  queries: Queries;
  wakes: Wakes;
}

function openWriter({ account, queries, wakes }: Parts, options: SessionOptions): PostgresWriter {
  const orders = new Orders(() => queries.nextOrders());
  return new PostgresWriter({
    queries,
    orders,
    onFailure: options.lose,
    async commit({ reader, draft }) {
      const number = account.nextBatch();
      try {
        const { changes, tally } = draft;
        const batch = {
          number,
          before: account.witness.batch,
          seen: reader.versions,
          changes,
          tally,
          word: wakes.word(),
        };
        orders.begin(await queries.write(account.id, batch, wakes.isHeard));
        account.committed(number);
      } catch (cause) {
        if (!isConnectionLost(cause)) throw cause;
        orders.forget();
        if (!(await hasHappened(account, cause, options))) throw new NotHappened('it may be taken again', { cause });
      }
    },
  });
}

/** Surely. */
class NotHappened extends Error {
  readonly code = MOVED;
}

/** The answer to a commit was lost: the database knows whether it happened. Rejects with `cause` where it does not say. */
async function hasHappened(account: WriterAccount, cause: unknown, options: SessionOptions): Promise<boolean> {
  const { clock, doubt, sure } = options;
  for (let tries = 1; ; tries += 1) {
    try {
      const happened = await account.settle();
      sure();
      return happened;
    } catch (error) {
      if (error instanceof WriterLost) throw error;
      // One that broke, too, is a bad moment; more is a failure.
      if (tries > 1) doubt(error);
      if (tries >= ASKS) throw cause;
      await new Promise<void>((resolve) => clock.after(ASK_EVERY_MS, resolve));
    }
  }
}
