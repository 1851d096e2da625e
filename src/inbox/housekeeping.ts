import type { Clock } from '../domain/clock';
import type { Log } from '../domain/log';
import type { DocumentFolder } from '../documents/document-folder';
import type { Store } from '../store/store';
import { createWorker, type Worker } from '../work/worker';

const PRUNE_EVERY_MS = 10 * 60_000;

/** Removes keys and documents whose time is over and, once after the start, document files that no row refers to. */
export function createHousekeeping(options: {
  store: Store;
  documents: DocumentFolder;
  clock: Clock;
  log: Log;
}): Worker {
  const { store, documents, clock, log } = options;
  let swept = false;

  async function sweep(): Promise<void> {
    const removed = store.health.restored ? 0 : await documents.sweep((file) => store.knowsDocument(file));
    swept = true;
    if (removed > 0) log.info(`removed ${removed} document file(s) that a crash had left without an event`);
  }

  /** Resolves with true if there may be more to remove at once. */
  async function prune(): Promise<boolean> {
    const { documents: outlived, more } = await store.prune(clock.now());
    const results = await Promise.allSettled(outlived.map((file) => documents.remove(file)));
    const removed = outlived.filter((_, index) => results[index]?.status === 'fulfilled');
    if (removed.length > 0) await store.forgetDocuments(removed);
    const resisting = outlived.length - removed.length;
    // Files in use or without permission are tried again next time; the others do not wait for them.
    if (resisting > 0) log.warn(`${resisting} document(s) could not be deleted: check the permissions of their folder`);
    return more && resisting === 0;
  }

  const worker = createWorker({
    clock,
    step: async () => {
      if (!swept)
        await sweep().catch(() =>
          log.warn('the search for documents that a crash may have left behind failed: it will be repeated'),
        );
      if (await prune()) return 0;
      if (store.sharing.isShared) await documents.sweepCopies();
      return PRUNE_EVERY_MS;
    },
    onError: () => PRUNE_EVERY_MS,
  });
  worker.wake();
  return worker;
}
