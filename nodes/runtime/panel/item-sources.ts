import { compact } from '../../../src/domain/compact';
import type { Scope } from '../../../src/domain/event-key';
import type { JobState } from '../../../src/domain/job';
import { QUARANTINE_LIMITS, type ListQuery, type QuarantineItem } from '../../../src/store/store';
import type { Deployed } from '../connection/deployed';
import { eventItem } from './event-item';
import type { Found } from './item';
import { jobItem } from './job-item';
import { quarantinedItem } from './quarantined-item';

/** A row that has not been read yet. */
export interface Row {
  /** The cursor from which to go on after this row. */
  place: string;
  /** undefined: the row has left this state in the meantime. */
  read(): Promise<Found | undefined>;
}

/** The rows of one state, in an order that does not change. */
export interface ItemSource {
  /** True for a valid cursor of this source. */
  isPlace(text: string): boolean;
  /** At most `limit` rows after the cursor `after`; none at all means that there are no more. */
  rows(after: string | undefined, limit: number): Promise<Row[]>;
}

type From = Pick<Deployed, 'home' | 'connection' | 'settings'> & { scope: Scope };

export function eventsIn(state: ListQuery['state'], { home, scope, settings }: From): ItemSource {
  const { store } = home;
  const { maxAttempts } = settings;
  const context = { clock: home.clock(), maxAttempts, isShared: store.sharing.isShared };
  return bySeq(
    (page) => store.list({ scope, state, ...page }),
    async ({ key }) => {
      const row = await store.get(key);
      return row?.state === state ? eventItem(row, context) : undefined;
    },
  );
}

export function jobsIn(state: JobState, { home, connection, scope }: From): ItemSource {
  const { jobs } = home.store;
  const context = {
    clock: home.clock(),
    state: connection.state,
    canStop: (kind: 'fax' | 'sms') => connection.canStop(kind),
  };
  return bySeq(
    (page) => jobs.list({ scope, state, ...page }),
    async ({ id }) => {
      const job = await jobs.get(id);
      return job?.state === state ? jobItem(job, context) : undefined;
    },
  );
}

const SEQ = /^\d{1,15}$/;

/** Rows in the order in which they were stored. */
function bySeq<Head extends { seq: number }>(
  list: (page: { after?: number; limit: number }) => Promise<Head[]>,
  read: (head: Head) => Promise<Found | undefined>,
): ItemSource {
  return {
    isPlace: (text) => SEQ.test(text),
    async rows(after, limit) {
      const heads = await list(compact({ limit, after: after === undefined ? undefined : Number(after) }));
      return heads.map((head) => ({ place: String(head.seq), read: () => read(head) }));
    },
  };
}

const ARRIVAL = /^(\d{1,15})-([0-9a-f]{1,64})$/;

/** Quarantined items, newest first. Their number is limited, so a later page may read all of them. */
export function quarantine({ home, scope }: From): ItemSource {
  return {
    isPlace: (text) => ARRIVAL.test(text),
    async rows(after, limit) {
      const [, time = '', id = ''] = ARRIVAL.exec(after ?? '') ?? [];
      const isBehind = (item: QuarantineItem): boolean =>
        after === undefined || item.storedAt < Number(time) || (item.storedAt === Number(time) && item.id < id);
      const items = await home.store.listQuarantine(scope, after === undefined ? limit : QUARANTINE_LIMITS.items);
      return items
        .filter(isBehind)
        .slice(0, limit)
        .map((item) => ({
          place: `${item.storedAt}-${item.id}`,
          read: () => Promise.resolve(quarantinedItem(item)),
        }));
    },
  };
}
