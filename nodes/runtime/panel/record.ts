import { randomUUID } from 'node:crypto';
import { toIso } from '../../../src/domain/clock';
import { observations } from '../observations';
import { SeriesRecord } from './series';
import { Timeline, type Entry } from './timeline';

type Listener = (entry: Entry | undefined, connection: string) => void;

const listeners = new Set<Listener>();

/** What the panel shows of the past: since the process began, because nothing of it is worth a write to disk. */
export const record = {
  /** Another one after a restart: entries are counted anew then. */
  epoch: randomUUID(),
  since: toIso(Date.now()),
  timeline: new Timeline(),
  series: new SeriesRecord(),
  /** `entry` is absent where only counts have changed. Returns what ends it. */
  onChange(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

observations.observe(({ id }, seen) => {
  record.series.add(id, seen);
  const entry = record.timeline.add(id, seen);
  for (const listener of listeners) listener(entry, id);
});
