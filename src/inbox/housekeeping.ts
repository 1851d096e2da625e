import type { Clock } from '../domain/clock';
import type { Log } from '../domain/log';
import type { DocumentFolder } from '../documents/document-folder';
import type { Store } from '../store/store';
import { createWorker, type Worker } from './worker';

const PRUNE_EVERY_MS = 10 * 60_000;

/** Removes keys and documents that have outlived their time, and once at the start the files that no row knows. */
export function createHousekeeping(options: {
  store: Store;
  documents: DocumentFolder;
  clock: Clock;
  log: Log;
}): Worker {
  const { store, documents, clock, log } = options;
  const startedAt = clock.now();
  let swept = false;
  const worker = createWorker({
    clock,
    step: async () => {
      if (!swept) {
        const removed = await documents.sweep(startedAt, (file) => store.knowsDocument(file));
        if (removed > 0) log.info(`removed ${removed} document file(s) that a crash had left without an event`);
        swept = true;
      }
      const { documents: outlived, more } = await store.prune(clock.now());
      for (const file of outlived) await documents.remove(file);
      if (outlived.length > 0) await store.forgetDocuments(outlived);
      return more ? 0 : PRUNE_EVERY_MS;
    },
    onError: () => PRUNE_EVERY_MS,
  });
  worker.wake();
  return worker;
}
