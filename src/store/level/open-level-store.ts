import type { ClassicLevel } from 'classic-level';
import type { Clock } from '../../domain/clock';
import type { Log } from '../../domain/log';
import type { SteadyTime } from '../../domain/steady-time';
import type { Store } from '../store';
import { ackDoneChange, ackFailedChange, completeChange, renewChange } from './closing';
import { readCounts } from './counters';
import { levelFacts } from './facts';
import { isDocumentKnown } from './kept-documents';
import { LevelDatabase } from './level-database';
import { loadLevel } from './load-level';
import { claim } from './claiming';
import { levelJobs } from './jobs/level-jobs';
import { expireChange, reofferChange, unpark } from './offering';
import { forgetDocumentsChange, pruneChange } from './pruning';
import { dropQuarantineChange, listQuarantine, quarantineChange, readQuarantined } from './quarantine';
import { RollingCheck } from './rolling-check';
import { readDueAcks, readFetches, readList, readNextDue } from './reading';
import { acquitChange, releaseOffers } from './releasing';
import { acceptChange, attachChange, fetchFailedChange, refetchChange } from './receiving';
import { loadRow, toEventRow } from './stored-row';

export interface LevelStoreOptions {
  /** Made if missing, private to the user of the process; `<userDir>/pushline`. */
  folder: string;
  clock: Clock;
  /** That of `clock`: it goes on where an earlier process stood. Without it the store keeps none. */
  time?: SteadyTime;
  log: Log;
  /** Tests put a database in between that fails at will. */
  createDb?: (location: string) => ClassicLevel;
}

/**
 * The embedded store: one LevelDB in `<folder>/level`. A folder that is in use, full or without rights gives a store
 * that refuses its calls, says why in `health.failure`, and goes on trying. A folder of another kind or version, or
 * with damaged files, rejects with `StoreError`: no waiting helps there, and nothing is changed or deleted.
 */
export async function openLevelStore(options: LevelStoreOptions): Promise<Store> {
  const database = await LevelDatabase.open({ ...options, createDb: options.createDb ?? loadLevel() });
  return levelStore(database);
}

function levelStore(database: LevelDatabase): Store {
  const check = new RollingCheck(database);
  return {
    accept: (event) => database.write(acceptChange(event)),
    attach: (key, found) => database.write(attachChange(key, found)),

    claim: (request) => claim(database, request),
    unpark: (scope, wants, after) => unpark(database, scope, wants, after),
    release: (request) => releaseOffers(database, request),
    acquit: (keys) => database.write(acquitChange(keys)),
    expire: (scope, now, maxAttempts) => database.write(expireChange(scope, now, maxAttempts)),
    nextDue: (scope, of) => database.read((reader) => readNextDue(reader, scope, of)),

    complete: (request) => database.write(completeChange(request)),
    reoffer: (key) => database.write(reofferChange(key)),
    renew: (key, renewal) => database.write(renewChange(key, renewal)),

    get: (key) =>
      database.read(async (reader) => {
        const row = await loadRow(reader, key);
        return row && toEventRow(row);
      }),
    list: (query) => database.read((reader) => readList(reader, query)),
    counts: (scope) => database.read((reader) => readCounts(reader, scope)),

    fetches: (scope, now, limit) => database.read((reader) => readFetches(reader, scope, now, limit)),
    fetchFailed: (key, nextAt) => database.write(fetchFailedChange(key, nextAt)),
    refetch: (key, now, loss) => database.write(refetchChange(key, now, loss)),

    dueAcks: (scope, now, limit) => database.read((reader) => readDueAcks(reader, scope, now, limit)),
    ackDone: (ack, now) => database.write(ackDoneChange(ack, now)),
    ackFailed: (ack, nextAt) => database.write(ackFailedChange(ack, nextAt)),

    quarantine: (item) => database.write(quarantineChange(item)),
    listQuarantine: (scope, limit) => database.read((reader) => listQuarantine(reader, scope, limit)),
    readQuarantine: (scope, id) => database.read((reader) => readQuarantined(reader, scope, id)),
    dropQuarantine: (scope, id) => database.write(dropQuarantineChange(scope, id)),

    knowsDocument: (file) => database.read((reader) => isDocumentKnown(reader, file)),
    async prune(now) {
      await check.turn();
      return database.write(pruneChange(now));
    },
    forgetDocuments: (files) => database.write(forgetDocumentsChange(files)),

    jobs: levelJobs(database),

    ...levelFacts(database),

    close: () => database.close(),
    health: database,
  };
}
