import type { ConnectionState } from '../../../src/connection/connection-state';
import { compact } from '../../../src/domain/compact';
import type { Way } from '../../../src/domain/meter';
import { oldestOf } from '../../../src/connection/oldest-open';
import { toIso } from '../../../src/domain/clock';
import type { Holding, Snapshot } from './snapshot';

/** A connection as monitors and flows see it: states, counts and times; no phone number, no text, no address. */
export interface ConnectionReport {
  id: string;
  connection: string;
  provider: string;
  state: ConnectionState['state'];
  /** The reason for its state, as a stable short code. */
  why?: string;
  retryAt?: string;
  /** The holder of its account, if the store is shared. */
  holder?: string;
  /** When it entered this state. */
  since: string;
  lastContactAt?: string;
  contacts: Partial<Record<Way, string>>;
  /** Absent while they cannot be read. */
  counts?: Holding;
  oldestOpenAt?: string;
}

export function reportOf({ connection, holding, oldest = {}, sharing }: Snapshot): ConnectionReport {
  const { id, name, provider, state, since, lastContact } = connection;
  const contacts = Object.entries(lastContact);
  const lastAt = Math.max(...contacts.map(([, at]) => at));
  const openAt = oldestOf(oldest);
  return compact({
    id,
    connection: name,
    provider,
    state: state.state,
    why: 'reason' in state ? state.reason : undefined,
    retryAt: 'retryAt' in state ? toIso(state.retryAt) : undefined,
    holder: sharing?.isShared ? sharing.holder : undefined,
    since: toIso(since),
    lastContactAt: Number.isFinite(lastAt) ? toIso(lastAt) : undefined,
    contacts: Object.fromEntries(contacts.map(([way, at]) => [way, toIso(at)])),
    counts: holding,
    oldestOpenAt: openAt === undefined ? undefined : toIso(openAt),
  });
}
