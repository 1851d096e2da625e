import { replaceEvent } from '../../events/events-in-hand';
import { adoptProgress, PROGRESS } from '../../events/progress';
import type { StoredEvent } from '../../events/stored-event';
import { earlyInHand, readEarlyStatus } from '../../jobs/early-statuses';
import { replaceJob } from '../../jobs/job-in-hand';
import type { StoredJob } from '../../jobs/stored-job';
import { keepDocument, KEPT } from '../../kept/kept-documents';
import { adoptItem, QUARANTINE } from '../../kept/quarantine';
import { textAfter } from '../../path';
import { kindOf } from '../../row-kinds';
import type { Step } from '../../rows';
import type { Change } from '../batch-writer';
import { TIME_KEY } from '../kept-time';
import { SEQUENCE_KEY } from '../ledger';
import { takeStep } from '../../steps/take-step';
import type { Contents } from './contents';

/** One change for each item of another store. Indexes and counters are rebuilt, whatever was left of them. */
export function* adoptions({ events, jobs, entries }: Contents): Generator<Change<void>> {
  for (const event of events) yield adopt((hand) => replaceEvent(hand, undefined, event));
  for (const job of jobs) yield adopt((hand) => replaceJob(hand, undefined, job));
  for (const [key, value] of entries) {
    const change = adoptionOf(key, value, entries);
    if (change !== undefined) yield change;
  }
  yield put(SEQUENCE_KEY, String(lastSequence(events, jobs, entries)));
}

/** undefined: the entry is rebuilt from another one. */
function adoptionOf(key: string, value: string, entries: Map<string, string>): Change<void> | undefined {
  switch (kindOf(key)) {
    case 'fact':
    case 'job-identity':
      return put(key, value);
    case 'held':
      return adopt((hand) => earlyInHand(hand, readEarlyStatus(value, hand)));
    case KEPT:
      return adopt((hand) => keepDocument(hand, textAfter(KEPT, key), Number(value)));
    case PROGRESS:
      return adopt((hand) => adoptProgress(hand, key, value));
    case QUARANTINE:
      return adopt((hand) => adoptItem(hand, value, entries));
    default:
      // The store's time is kept, because waiting items are compared with it.
      return key === TIME_KEY ? put(key, value) : undefined;
  }
}

function adopt(step: Step<void>): Change<void> {
  return { reads: [], run: (view) => takeStep(view, step) };
}

function put(key: string, value: string): Change<void> {
  return { reads: [], run: (view) => view.put(key, value) };
}

/** No place in order of arrival may be assigned twice. */
function lastSequence(events: StoredEvent[], jobs: StoredJob[], entries: Map<string, string>): number {
  const kept = Number(entries.get(SEQUENCE_KEY) ?? 0);
  return [...events, ...jobs].reduce((last, { seq }) => Math.max(last, seq), kept);
}
