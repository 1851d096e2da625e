import type { HeldStatus } from '../../job-store';
import type { Change } from '../batch-writer';
import { holdChange } from '../jobs/held-statuses';
import { saveJob } from '../jobs/job-placement';
import type { StoredJob } from '../jobs/stored-job';
import { keepDocument, KEPT } from '../kept-documents';
import { TIME_KEY } from '../kept-time';
import { textAfter } from '../key-space';
import { saveRow } from '../placement';
import { adoptProgress, PROGRESS } from '../progress';
import { adoptItem, QUARANTINE } from '../quarantine';
import { SEQUENCE_KEY } from '../ledger';
import type { StoredRow } from '../stored-row';
import type { View } from '../view';
import { kindOf, type Contents } from './contents';

/** One change for each thing that another store held. Its indexes and counters are made anew, whatever was left of them. */
export function* adoptions({ rows, jobs, entries }: Contents): Generator<Change<void>> {
  for (const row of rows) yield change((view) => saveRow(view, undefined, row));
  for (const job of jobs) yield change((view) => saveJob(view, undefined, job));
  for (const [key, value] of entries) {
    const adopt = adoptionOf(key, value, entries);
    if (adopt !== undefined) yield change(adopt);
  }
  yield change(put(SEQUENCE_KEY, String(lastSequence(rows, jobs, entries))));
}

type Adopt = (view: View) => void | Promise<void>;

/** undefined: it follows from something else. */
function adoptionOf(key: string, value: string, entries: Map<string, string>): Adopt | undefined {
  switch (kindOf(key)) {
    case 'fact':
    case 'job-identity':
      return put(key, value);
    case 'held':
      return (view) => holdChange(JSON.parse(value) as HeldStatus).run(view);
    case KEPT:
      return (view) => keepDocument(view, textAfter(KEPT, key), Number(value));
    case PROGRESS:
      return (view) => adoptProgress(view, key, value);
    case QUARANTINE:
      return (view) => adoptItem(view, value, entries);
    default:
      // Where the store's time stood, too: what waits is compared with it.
      return key === TIME_KEY ? put(key, value) : undefined;
  }
}

function put(key: string, value: string): Adopt {
  return (view) => view.put(key, value);
}

function change(run: Adopt): Change<void> {
  return {
    reads: [],
    async run(view) {
      await run(view);
    },
  };
}

/** No place in accept order may be given twice. */
function lastSequence(rows: StoredRow[], jobs: StoredJob[], entries: Map<string, string>): number {
  const kept = Number(entries.get(SEQUENCE_KEY) ?? 0);
  return [...rows, ...jobs].reduce((last, { seq }) => Math.max(last, seq), kept);
}
