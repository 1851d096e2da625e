import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Log } from '../domain/log';
import type { Retention } from '../domain/retention';
import type { DocumentFolder } from '../documents/document-folder';
import type { Provider } from '../providers/provider';
import type { Holding } from '../store/sharing';
import type { Store } from '../store/store';
import type { Standing } from '../work/standing';
import type { JobChanges } from './job-changes';
import type { UnderWay } from './under-way';

/** What all parts of one outbox share. */
export interface OutboxContext {
  store: Store;
  /** Only the holder sends for the account; every instance accepts jobs and their statuses. */
  holding: Pick<Holding, 'isHeld'>;
  documents: DocumentFolder;
  provider: Provider;
  standing: Standing;
  /** Only with a simulator: when it started, in steady ms. It knows nothing of what was sent to the one before it. */
  providerSince?: number;
  clock: Clock;
  random: () => number;
  log: Log;
  scope: Scope;
  /** Connection's node id. */
  connection: string;
  retention: Retention;
  /**
   * The scope in which the connection keeps jobs, without events, until the account is known; until then the same as
   * `scope`.
   */
  keptIn?: Scope;
  jobs: JobChanges;
  underWay: UnderWay;
}
