import { eventRowBefore } from './events/placement';
import { PROGRESS, readProgress } from './events/progress';
import { readEventHead, readStoredEvent } from './events/read-event';
import { readEarlyStatus } from './jobs/early-statuses';
import { readIdentified } from './jobs/identity';
import { jobRowBefore } from './jobs/job-placement';
import { readJobHead, readStoredJob } from './jobs/read-job';
import { readFact } from './kept/facts';
import { itemRow, QUARANTINE, readItem } from './kept/quarantine';
import type { RowReader, Suspicious } from './read-row';
import type { Row } from './rows';

/** The reader for each first part of a key. Values of other keys are never parsed. */
export const ROW_READERS: ReadonlyMap<string, RowReader<unknown>> = new Map<string, RowReader<unknown>>([
  ['row', readStoredEvent],
  ['job', readStoredJob],
  ['state', readEventHead],
  ['job-state', readJobHead],
  ['held', readEarlyStatus],
  ['job-identity', readIdentified],
  ['fact', readFact],
  [PROGRESS, readProgress],
  [QUARANTINE, readItem],
]);

/** The first part of a key, which says what its value is. */
export function kindOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

export interface Counted {
  counts: Row['counts'];
  /** Its place in order of arrival. */
  seq?: number;
}

/** The counts of a row. Reports to `store` if the row is not as this version writes it. */
export function countedIn(key: string, text: string, store: Suspicious): Counted {
  switch (kindOf(key)) {
    case 'row': {
      const event = readStoredEvent(text, store);
      return { counts: eventRowBefore(event).counts, seq: event.seq };
    }
    case 'job': {
      const job = readStoredJob(text, store);
      return { counts: jobRowBefore(job).counts, seq: job.seq };
    }
    case QUARANTINE:
      return { counts: itemRow(readItem(text, store)).counts };
    default:
      ROW_READERS.get(kindOf(key))?.(text, store);
      return { counts: undefined };
  }
}
