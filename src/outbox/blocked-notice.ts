import type { Log } from '../domain/log';
import type { Hold, HoldReason } from '../work/standing';

const WHY: Record<HoldReason, string> = {
  auth: 'the provider refuses the login',
  'no-credit': 'the provider says that there is no credit',
  'no-answer': 'requests to send got no answer, or only errors, though the provider answers others',
};

/** Reports each change of what blocks the queue once, in the log and by `onBlocked`. */
export class BlockedNotice {
  readonly #options: { log: Log; onBlocked: () => void };
  #reason: HoldReason | undefined;

  constructor(options: { log: Log; onBlocked: () => void }) {
    this.#options = options;
  }

  show(blocked: Hold | undefined): void {
    if (blocked?.reason === this.#reason) return;
    this.#reason = blocked?.reason;
    if (blocked) this.#options.log.error(textOf(blocked));
    this.#options.onBlocked();
  }
}

function textOf({ reason, only }: Hold): string {
  const what = only === undefined ? 'sending' : only === 'fax' ? 'sending faxes' : 'sending SMS';
  const until = reason === 'no-answer' ? 'one of them gets through; a deploy tries at once' : 'this is put right';
  return `${what} is paused: ${WHY[reason]}. Nothing is dropped; sending goes on once ${until}`;
}
