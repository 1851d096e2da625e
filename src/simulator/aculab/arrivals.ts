import { compact } from '../../domain/compact';
import { CALLER, SENDER, type SimulatedAccount } from './account';
import type { Calls } from './calls/calls';
import type { IncomingFax } from './calls/received-fax';
import { COMPLETED } from './calls/special-numbers';
import type { Inject, InjectFax, InjectRaw, InjectSms, InjectStatus } from './inject';
import type { Messages } from './messages/messages';
import type { PageCaller } from './pages/page-caller';

export interface ArrivalsOptions {
  account: SimulatedAccount;
  calls: Calls;
  messages: Messages;
  caller: PageCaller;
}

const DEFAULT_PAGES = 2;
const SAMPLE_TEXT = 'Hello from the simulator';

/** Makes injected things arrive at the service. */
export class Arrivals {
  readonly #options: ArrivalsOptions;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  /** Returns the instance id of a call or the reference of a message; "" for `raw`. */
  take(inject: Inject): string {
    if (inject.kind === undefined || inject.kind === 'fax') return this.#fax(inject);
    switch (inject.kind) {
      case 'sms':
        return this.#sms(inject);
      case 'sms-status':
        return this.#status(inject);
      case 'raw':
        return this.#raw(inject);
    }
  }

  #fax(inject: InjectFax): string {
    const { calls, account } = this.#options;
    const { pages = DEFAULT_PAGES, cause = 'NORMAL', pattern = 'normal', available = 'late', document } = inject;
    const numbers = { from: digitsOf(inject.from ?? CALLER), to: digitsOf(inject.to ?? account.faxNumber) };
    const end = cause === 'HANGUP' ? { cause: 'hung_up' as const, rawCause: '200' } : COMPLETED;
    const transfer = pages === 0 ? { cause, pages, negotiates: false } : { cause, pages };
    const fax: IncomingFax = compact({ pages, available, document });
    return calls.receive(numbers, { outcome: 'answered', transfer, pattern, end }, fax).id;
  }

  #sms({ from = SENDER, to, text = SAMPLE_TEXT, type = 'sms', times = 1 }: InjectSms): string {
    const { messages, account } = this.#options;
    const numbers = { from: digitsOf(from), to: digitsOf(to ?? account.smsNumber) };
    return messages.receive({ ...numbers, content: text, type, times }).msgRef;
  }

  #status({ msgRef, status, error, url }: InjectStatus): string {
    void this.#options.messages.report(msgRef, compact({ status, error }), url);
    return msgRef;
  }

  #raw({ page, body }: InjectRaw): string {
    const { caller } = this.#options;
    const tell = async (): Promise<void> => {
      await caller.reachable();
      await caller.ask({ page, at: caller.servicePage(page), instanceId: '', body, problemOf: () => undefined });
    };
    void tell();
    return '';
  }
}

/** The platform writes numbers without `+`; a SIP address stays as it is. */
function digitsOf(number: string): string {
  return /^\+?[\d\s().-]+$/.test(number) ? number.replace(/\D/g, '') : number;
}
