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

/** What the parts of one outbox share. */
export interface OutboxContext {
  store: Store;
  /** Does this instance send for the account? Others take jobs, and statuses of them. */
  holding: Pick<Holding, 'isHeld'>;
  documents: DocumentFolder;
  provider: Provider;
  standing: Standing;
  /** Steady ms: what was sent before is known to nobody any more, because it went to a simulator that has ended. */
  providerSince?: number;
  clock: Clock;
  random: () => number;
  log: Log;
  scope: Scope;
  /** Connection's node id. */
  connection: string;
  retention: Retention;
  /** Where its connection keeps jobs until the account is known, with no event that tells of them; until then `scope` itself. */
  keptIn?: Scope;
  jobs: JobChanges;
  underWay: UnderWay;
}
