import type { Clock } from '../../domain/clock';
import type { SharedDocumentBytes } from '../../domain/document-bytes';
import { StoreError } from '../../domain/errors';
import type { Log } from '../../domain/log';
import { doubt } from '../doubt';
import { keyOf } from '../path';
import type { Rows } from '../rows';
import { BeatQueries } from './beat';
import { agreeOnDocuments, assertPlace, checkDocuments } from './documents-place';
import { FailureError, isConnectionLost } from './failure';
import { checkGroup, enterGroup } from './group';
import { assertSameTables, migrate } from './migrate';
import { hasDoubted, RESTORED, settlePlace, type Settled } from './place';
import { Orders } from './orders';
import type { PostgresPool } from './pool';
import type { PostgresSharing } from './postgres-sharing';
import { PostgresWriter } from './postgres-writer';
import { Queries } from './queries';
import { quoteName } from './quoting';
import { Rhythm } from './rhythm';
import { MOVED } from './schema';
import type { SharedTime } from './shared-time';
import { checkServer } from './start-check';
import { Wakes } from './wakes';
import { WriterAccount, WriterLost, type Witness } from './writer-account';

export interface SessionOptions {
  pool: PostgresPool;
  /** The name of the schema as the user gave it. */
  schema: string;
  /** The group that may share the store; empty: no group. */
  group: string;
  clock: Clock;
  log: Log;
  /** undefined: this process keeps its own time. */
  time: SharedTime | undefined;
  /** Signs of life have a connection of their own, so that they wait behind nothing. */
  beats: PostgresPool;
  sharing: PostgresSharing;
  /** The witness of the session before this one. */
  witness: Witness | undefined;
  /** The folder that all instances share, if documents are there instead of in the database. */
  sharedDocuments: SharedDocumentBytes | undefined;
  /** The id of the store that was used before, if any. */
  expected: string | undefined;
  /** Called when this process's witness shows that the database was set back. */
  onSetBack: () => void;
  /** Called when this session cannot be used any more. */
  lose: (cause: unknown) => void;
  /** Called when an answer was lost and the database does not say yet whether the commit happened. */
  doubt: (cause: unknown) => void;
  /** Called when the database has said whether it happened. */
  sure: () => void;
}

/** Everything that lives between two failures of the database. */
export interface Session {
  readonly storeId: string;
  readonly afterCrash: boolean;
  /** Whether the database was ever set back. */
  readonly restored: boolean;
  readonly queries: Queries;
  readonly writer: PostgresWriter;
  readonly witness: Witness;
  /** Ends the session in order. Never rejects. */
  close(): Promise<void>;
  /** Ends the session after a failure. Never rejects. */
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
  const listeners = { onWake: () => sharing.wake(), onInstances: () => sharing.instancesChanged() };
  const wakes = new Wakes({ pool, schema: quoted, channel: channelOf(storeId), clock, log, ...listeners });
  await sharing.join({
    queries: new BeatQueries(options.beats, quoted, wakes.instancesNotification),
    lose: options.lose,
  });
  const queries = new Queries(pool, quoted);
  const { account, writer } = await openAccount(options, { queries, wakes, place, doubtful }).catch(
    endingBeats(sharing),
  );
  const settle = async (): Promise<Settled> => {
    // Another instance may have been updated and changed the tables since, or given the store to a group.
    await assertSameTables(pool, schema, storeId);
    await checkGroup(pool, quoted, options.group);
    return settlePlace(pool, { ...options, schema: quoted, witness: account.witness });
  };
  const regular = [keepAgreeing(options, settle), keepChecking(options, place)];
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
      for (const rhythm of regular) void rhythm.stop();
      // Our last batches must be finished before we sign off: then other instances release what we had in the flow.
      await finish();
      await sharing.leave();
      wakes.stop();
      // One last check whether the database was set back: the next process has no witness of its own.
      await settle().catch(() => undefined);
      await account.close().catch(() => undefined);
    },
    async leave() {
      for (const rhythm of regular) void rhythm.stop();
      await Promise.all([sharing.part(), finish()]);
      wakes.stop();
    },
  };
}

/** Stops the beat again if the rest of the opening fails. */
function endingBeats(sharing: PostgresSharing) {
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

/** Marks everything that is in doubt before the store is handed out. */
async function openAccount(options: SessionOptions, { queries, wakes, place, doubtful }: Beginning) {
  const { pool, sharing } = options;
  const schema = quoteName(options.schema);
  await assertPlace(pool, schema, place);
  const account = await WriterAccount.open(pool, schema, sharing.instance);
  await tryWriting(account, queries, sharing.instance);
  const writer = openWriter({ account, queries, wakes }, options);
  if (doubtful !== undefined) await doubtAll(pool, { schema, queries, writer, before: doubtful });
  return { account, writer };
}

/**
 * Adds a row and removes it, in one commit. A database that can be read but not written (rights, a full disk) would otherwise
 * look well until something is written, and again after each such failure.
 */
async function tryWriting(account: WriterAccount, queries: Queries, instance: string): Promise<void> {
  const number = account.nextBatch();
  const nothing = { changes: new Map<string, string>(), tally: new Map<string, number>(), notification: undefined };
  const seen = new Map([[keyOf('trial', instance), 0]]);
  await queries.write(account.id, { ...nothing, number, before: account.witness.batch, seen }, false);
  account.committed(number);
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

/**
 * Regularly asks for the time, and whether this is still the same server: an
 * idle process would not notice a failover by a broken connection.
 */
function keepAgreeing({ clock, time, lose }: SessionOptions, settle: () => Promise<Settled>): Rhythm {
  const rhythm = new Rhythm(clock, async () => {
    try {
      const [{ doubtful }] = await Promise.all([settle(), time?.agree()]);
      if (doubtful !== undefined) lose(new FailureError(RESTORED));
    } catch (error) {
      // If the database is away, the next use of it reports that.
      if (error instanceof FailureError) lose(error);
    }
    return AGREE_MS;
  });
  rhythm.start(AGREE_MS);
  return rhythm;
}

/**
 * Regularly checks whether the shared folder still takes documents: its disk may be full, or gone. On its own, because a file
 * server that hangs must hold nothing else up.
 */
function keepChecking({ clock, sharedDocuments, lose }: SessionOptions, place: string): Rhythm {
  const rhythm = new Rhythm(clock, async () => {
    await checkDocuments(place, sharedDocuments).catch(lose);
    return AGREE_MS;
  });
  if (sharedDocuments !== undefined) rhythm.start(AGREE_MS);
  return rhythm;
}

/** Whether the process before this one ended without closing its writer. */
async function isRunning(pool: PostgresPool, schema: string, instance: string): Promise<boolean> {
  const text = `SELECT count(*) AS n FROM ${schema}.writers WHERE instance = $1 AND NOT closed`;
  const [row] = await pool.read<{ n: string }>(text, [instance]);
  return Number(row?.n) > 0;
}

/** Together longer than a restart of the database takes, and shorter than callers wait for an answer. */
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
    async commit({ reader, draft: { changes, tally } }) {
      const number = account.nextBatch();
      const before = account.witness.batch;
      const notification = wakes.notification();
      const batch = { number, before, seen: reader.versions, changes, tally, notification };
      try {
        orders.begin(await queries.write(account.id, batch, wakes.isNotified));
        account.committed(number);
        wakes.committed(notification);
      } catch (cause) {
        wakes.committed();
        if (!isConnectionLost(cause)) throw cause;
        orders.forget();
        if (!(await hasHappened(account, cause, options))) throw new NotHappened('it may be taken again', { cause });
        wakes.committed();
      }
    },
  });
}

/** The commit certainly did not happen. */
class NotHappened extends Error {
  readonly code = MOVED;
}

/** Whether a commit happened whose answer was lost: the database knows. Rejects with `cause` if it does not say. */
async function hasHappened(account: WriterAccount, cause: unknown, options: SessionOptions): Promise<boolean> {
  const { clock, doubt, sure } = options;
  for (let tries = 1; ; tries += 1) {
    try {
      const happened = await account.settle();
      sure();
      return happened;
    } catch (error) {
      if (error instanceof WriterLost) throw error;
      // One more broken connection may be a coincidence; after that it is a failure.
      if (tries > 1) doubt(error);
      if (tries >= ASKS) throw cause;
      await new Promise<void>((resolve) => clock.after(ASK_EVERY_MS, resolve));
    }
  }
}
