import { readCounts } from './counters';
import { claim } from './events/claiming';
import { ackDone, ackFailed, completeEvent, renewEvent } from './events/closing';
import { expireLeases, noteReported, reofferEvent, takeUnreported, unpark } from './events/offering';
import { readDueAcks, readEvent, readFetches, readList, readNextDue } from './events/reading';
import { acceptEvent, attachDocument, fetchFailed, refetchDocument } from './events/receiving';
import { acquitEvents, releaseOffers } from './events/releasing';
import { jobsOnRows } from './jobs/jobs-on-rows';
import { factsOnRows } from './kept/facts';
import { forgetDocuments, isDocumentKnown } from './kept/kept-documents';
import { prune } from './kept/pruning';
import { dropQuarantined, listQuarantine, quarantine, readQuarantined } from './kept/quarantine';
import type { Rows } from './rows';
import type { Store } from './store';

/** The part of the store that does not depend on where its rows are. */
export function storeOnRows(rows: Rows): Omit<Store, 'close' | 'health' | 'sharing'> {
  return {
    accept: (event) => acceptEvent(rows, event),
    attach: (key, found) => attachDocument(rows, key, found),

    claim: (request) => claim(rows, request),
    unpark: (scope, wants, after) => unpark(rows, scope, wants, after),
    release: (request) => releaseOffers(rows, request),
    acquit: (keys) => acquitEvents(rows, keys),
    expire: (scope, now, maxAttempts, mayEnd) => expireLeases(rows, { scope, now, maxAttempts, mayEnd }),
    takeUnreported: (request) => takeUnreported(rows, request),
    noteReported: (keys, againAt) => noteReported(rows, keys, againAt),
    nextDue: (scope, of) => readNextDue(rows, scope, of),

    complete: (request) => completeEvent(rows, request),
    reoffer: (key) => reofferEvent(rows, key),
    renew: (key, renewal) => renewEvent(rows, key, renewal),

    get: (key) => readEvent(rows, key),
    list: (query) => readList(rows, query),
    counts: (scope) => readCounts(rows, scope),

    fetches: (scope, now, limit) => readFetches(rows, scope, now, limit),
    fetchFailed: (key, failed) => fetchFailed(rows, key, failed),
    refetch: (key, now, loss) => refetchDocument(rows, key, now, loss),

    dueAcks: (scope, now, limit) => readDueAcks(rows, scope, now, limit),
    ackDone: (ack, now) => ackDone(rows, ack, now),
    ackFailed: (ack, nextAt) => ackFailed(rows, ack, nextAt),

    quarantine: (item) => quarantine(rows, item),
    listQuarantine: (scope, limit) => listQuarantine(rows, scope, limit),
    readQuarantine: (scope, id) => readQuarantined(rows, scope, id),
    dropQuarantine: (scope, id) => dropQuarantined(rows, scope, id),

    knowsDocument: (file) => isDocumentKnown(rows, file),
    prune: (now) => prune(rows, now),
    forgetDocuments: (files) => forgetDocuments(rows, files),

    jobs: jobsOnRows(rows),
    ...factsOnRows(rows),
  };
}
