import { randomUUID } from 'node:crypto';
import { toIso } from '../../../src/domain/clock';
import { observations } from '../observations';
import { SeriesRecord } from './series';
import { Timeline, type Entry } from './timeline';

type Listener = (entry: Entry | undefined, connection: string) => void;

const listeners = new Set<Listener>();

/**
 * What the panel shows of the past. It is kept in memory, since the start of the process: it is not worth writing to
 * disk.
 */
export const record = {
  /** Different after each restart, because the numbers of entries then begin again. */
  epoch: randomUUID(),
  since: toIso(Date.now()),
  timeline: new Timeline(),
  series: new SeriesRecord(),
  /** The listener gets no `entry` if only counts have changed. Returns the function that ends it. */
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
