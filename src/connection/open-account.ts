import { scopeBefore, type Scope } from '../domain/event-key';
import { Inbox } from '../inbox/inbox';
import { Outbox } from '../outbox/outbox';
import type { Holding } from '../store/sharing';
import type { Standing } from '../work/standing';
import type { Backlog } from './backlog';
import { BacklogWatch } from './backlog-watch';
import type { ConnectionOptions } from './connection-options';
import { createLongPoll, type LongPoll } from './long-poll';
import { watchNeighbours } from './neighbours';

/** The parts of a connection that need its account, and so exist only once the account is known. */
export interface Account {
  scope: Scope;
  inbox: Inbox;
  outbox: Outbox;
  longPoll: LongPoll;
  backlog: BacklogWatch;
  forgetNeighbours: () => void;
}

export interface AccountHandlers {
  /** The provider has something new. */
  onNews: () => void;
  onBlocked: () => void;
  onCount: (backlog: Backlog) => void;
}

/** Each part knows only the parts made before it. Nothing is started here. */
export function openAccount(
  options: ConnectionOptions & { standing: Standing; holding: Pick<Holding, 'isHeld'> },
  scope: Scope,
  { onNews, onBlocked, onCount }: AccountHandlers,
): Account {
  const { provider } = options;
  const shared = { ...options, scope, connection: options.id };
  const backlog = new BacklogWatch({ ...shared, onCount });
  const longPoll = createLongPoll({ ...shared, onNews });
  const inbox = new Inbox({ ...shared, backlog, longPoll });
  const keptIn = scopeBefore(provider.name, options.id);
  const outbox = new Outbox({ ...shared, inbox, keptIn, onBlocked });
  const forgetNeighbours = watchNeighbours({ ...shared, sharing: options.store.sharing });
  return { scope, inbox, outbox, longPoll, backlog, forgetNeighbours };
}

/** Ends everything except requests to send. Never rejects. */
export async function closeAccount({ inbox, outbox, longPoll, backlog, forgetNeighbours }: Account): Promise<void> {
  forgetNeighbours();
  await Promise.allSettled([inbox.stop(), outbox.stop(), longPoll.stop(), backlog.stop()]);
}
