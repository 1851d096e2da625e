import type { Clock } from '../../../domain/clock';
import type { ChosenOutcome } from '../../chosen-outcome';
import type { Waits } from '../../waits';
import type { PageCaller } from '../pages/page-caller';
import type { PageReference } from '../pages/parse-action';
import type { WireBehaviour } from '../wire-behaviour';
import { createSms, smsNotice, type SimulatedSms } from './sms';
import { planFor, type MessagePlan, type StatusNotice } from './special-numbers';

export interface MessagesOptions {
  clock: Clock;
  waits: Waits;
  caller: PageCaller;
  behaviour: WireBehaviour;
  /** How long each status lasts. */
  stepMs: number;
  outcome: ChosenOutcome;
  /** Must not throw. */
  onChange: (change: MessageChange) => void;
}

export type MessageChange = { type: 'sms'; msgRef: string; status: string };

export interface IncomingSms {
  from: string;
  to: string;
  content: string;
  type: string;
  /** How many notifications of it to send. */
  times: number;
}

export interface OutgoingSms {
  from: string;
  to: string;
  content: string;
  statusPage: string | undefined;
  /** Without a delivery report, no status follows after the message has been handed to the carrier. */
  wantsReport: boolean;
}

/** The text messages of the account, received and sent, and their notifications. */
export class Messages {
  readonly #options: MessagesOptions;
  readonly #all: SimulatedSms[] = [];

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  receive({ times, ...incoming }: IncomingSms): SimulatedSms {
    const { caller } = this.#options;
    const sms = this.#add(createSms({ ...incoming, direction: 'receive', status: 'received' }, this.#now));
    const body = smsNotice(sms, { behaviour: this.#options.behaviour, at: this.#now });
    const tell = async (): Promise<void> => {
      await caller.reachable();
      const at = caller.servicePage('notification');
      for (let time = 0; time < times; time++) await this.#ask('notification', at, body);
    };
    void tell();
    return sms;
  }

  /** What will happen to a message to this number. */
  planFor(to: string): MessagePlan | 'no-credit' {
    return planFor(this.#options.outcome.standInFor(to), {
      earlier: this.sent().filter((sms) => sms.to === to).length,
    });
  }

  /** Sends a message. With an early plan, resolves after the first notice. */
  async send(outgoing: OutgoingSms, plan: MessagePlan): Promise<SimulatedSms> {
    const { from, to, content, statusPage, wantsReport } = outgoing;
    const fields = { from, to, content, type: 'sms', direction: 'send' as const, status: 'queued' };
    const sms = this.#add(createSms(fields, this.#now));
    const [first, ...later] = wantsReport ? plan.notices : plan.notices.filter(isOfCarrier);
    if (plan.early && first) await this.#change(sms, first, statusPage);
    this.#proceed(sms, plan.early || !first ? later : [first, ...later], statusPage);
    return sms;
  }

  /** Reports a status at any time. Resolves with undefined when no such message was sent. */
  async report(msgRef: string, notice: StatusNotice, statusPage: string): Promise<SimulatedSms | undefined> {
    const sms = this.sent().find((sent) => sent.msgRef === msgRef);
    if (sms) await this.#change(sms, notice, statusPage);
    return sms;
  }

  received(): SimulatedSms[] {
    return this.#all.filter(({ direction }) => direction === 'receive');
  }

  sent(): SimulatedSms[] {
    return this.#all.filter(({ direction }) => direction === 'send');
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #add(sms: SimulatedSms): SimulatedSms {
    this.#all.push(sms);
    return sms;
  }

  #proceed(sms: SimulatedSms, notices: readonly StatusNotice[], statusPage: string | undefined): void {
    const [notice, ...later] = notices;
    if (!notice) return;
    const { waits, stepMs } = this.#options;
    waits.after(
      stepMs,
      () => void this.#change(sms, notice, statusPage).then(() => this.#proceed(sms, later, statusPage)),
    );
  }

  async #change(sms: SimulatedSms, notice: StatusNotice, statusPage: string | undefined): Promise<void> {
    const { behaviour, onChange } = this.#options;
    const { status, error = '000', times = 1 } = notice;
    Object.assign(sms, { status, error });
    onChange({ type: 'sms', msgRef: sms.msgRef, status });
    if (statusPage === undefined) return;
    const body = smsNotice(sms, { behaviour, at: this.#now });
    for (let time = 0; time < times; time++) await this.#ask('status', { url: statusPage, method: 'POST' }, body);
  }

  async #ask(page: 'notification' | 'status', at: PageReference, body: string): Promise<void> {
    const problemOf = ({ status }: { status: number }): string | undefined =>
      status >= 200 && status < 300 ? undefined : 'the status is not 2xx';
    await this.#options.caller.ask({ page, at, instanceId: '', body, problemOf });
  }
}

function isOfCarrier({ status }: StatusNotice): boolean {
  return status === 'submitted' || status === 'rejected';
}
