import { MissedByPush } from '../../src/connection/missed-by-push';
import type { Account } from '../../src/connection/open-account';
import { Router } from '../../src/connection/router';
import type { InboxOptions } from '../../src/inbox/inbox';
import { newInbox, SCOPE } from './inbox';

/** A connection's router on a real inbox. No status belongs to one of our jobs. */
export class Routing {
  /** The ids of the events from push or webhook, once they were durable. */
  readonly brought: string[] = [];
  readonly router: Router;

  constructor(options: Parameters<typeof newInbox>[0] & Partial<InboxOptions> & { isAccountKnown?: boolean }) {
    const { scope = SCOPE, clock, isAccountKnown = true } = options;
    const missed = new MissedByPush(clock);
    missed.broughtByPush = (key) => void this.brought.push(key.split(':').at(-1) ?? '');
    const account = {
      ...{ scope, inbox: newInbox(options) },
      outbox: { track: () => Promise.resolve('foreign') },
      longPoll: { eventStored: () => undefined },
    } as unknown as Account;
    this.router = new Router({ missed, isPushLive: () => false });
    if (isAccountKnown) this.router.serve(account);
  }
}
