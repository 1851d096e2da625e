import type { Clock } from '../../../src/domain/clock';
import { MINUTE_MS } from '../../../src/domain/durations';
import type { Log } from '../../../src/domain/log';

export interface LeftBehindOptions {
  /** The folder of this Node-RED's embedded store. */
  folder: string;
  /** Does a connection of this Node-RED still use it? */
  isUsed: () => boolean;
  clock: Clock;
  log: Log;
}

/**
 * Warns if the embedded store is no longer used: a user who has chosen another store without moving anything may not
 * know that jobs and events still wait in it. Waits until all connections have had time to open their stores. Returns
 * what ends it.
 */
export function tellOfLeftBehind({ folder, isUsed, clock, log }: LeftBehindOptions): () => void {
  const timer = clock.after(MINUTE_MS, () => {
    if (isUsed()) return;
    void holdsStore(folder).then((holds) => {
      if (!holds) return;
      log.warn(
        'store: the folder pushline of this Node-RED holds a store that no connection uses any more: what waits in it is not ' +
          'offered or sent. Move it into the new store in the dialog of the store’s node, or move the folder away',
      );
    });
  });
  return () => timer.cancel();
}

/** False for a store that has been moved into a database. Never rejects. */
async function holdsStore(folder: string): Promise<boolean> {
  const record = await loadRecord()
    .readWholeRecord(folder)
    .catch(() => undefined);
  return record !== undefined && record.movedTo === undefined;
}

/** Loaded only here, because it is needed only with a store in PostgreSQL. */
function loadRecord(): typeof import('../../../src/store/level/folder/store-record') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only then
  return require('../../../src/store/level/folder/store-record') as ReturnType<typeof loadRecord>;
}
