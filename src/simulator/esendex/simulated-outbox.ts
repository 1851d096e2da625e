import { randomUUID } from 'node:crypto';
import { compact } from '../../domain/compact';
import type { Clock } from '../../domain/clock';
import type { ChosenOutcome } from '../chosen-outcome';
import type { Waits } from '../waits';
import type { SimulatedAccount } from './account';
import type { OptOuts } from './opt-outs';
import { refuse, type SendMessage, type SendRequest, type ServiceError } from './send-request';
import { charactersetOf, countParts, forcedToGsm } from './sms-parts';
import type { OutboundSms } from './sms-message';
import { OPTED_OUT, planFor, type MessagePlan, type ReceiptPlan } from './special-numbers';
import { digitsOf } from './wire-number';

export interface SimulatedOutboxOptions {
  clock: Clock;
  waits: Waits;
  optOuts: OptOuts;
  outcome: ChosenOutcome;
  /** How long each status lasts. */
  stepMs: number;
  /** Called after each change of a message's status. Must not throw. */
  onStatus: (sms: OutboundSms) => void;
  /** Called when a receipt is due; resolves after the first attempt. Must not throw or reject. */
  onReceipt: (sms: OutboundSms, receipt: ReceiptPlan) => Promise<void>;
}

export interface SentBatch {
  id: string;
  account: SimulatedAccount;
  createdAt: number;
  messages: OutboundSms[];
}

export interface Submission {
  batch: SentBatch;
  /** The errors of messages that were refused while the others were accepted. */
  errors: ServiceError[];
  /** Resolves when the receipts that come before the answer have been tried. */
  early?: Promise<unknown>;
}

/** The sent messages of all accounts. Ignores the case of ids. */
export class SimulatedOutbox {
  readonly #options: SimulatedOutboxOptions;
  readonly #all = new Map<string, OutboundSms>();
  readonly #sentBatches = new Map<string, SentBatch>();
  readonly #countByNumber = new Map<string, number>();

  constructor(options: SimulatedOutboxOptions) {
    this.#options = options;
  }

  /** Sends every valid message. Throws a refusal of the whole request, in which case nothing is sent. */
  submit(account: SimulatedAccount, { messages, sendAt }: SendRequest): Submission {
    const { clock } = this.#options;
    const batch: SentBatch = { id: randomUUID(), account, createdAt: clock.now(), messages: [] };
    const errors: ServiceError[] = [];
    const planned: { sms: OutboundSms; plan: MessagePlan }[] = [];
    for (const message of messages) {
      for (const to of message.to.split(',').map(digitsOf)) {
        const error = errorOf(to, message);
        if (error) errors.push(error);
        else planned.push({ sms: createSms(message, to, batch), plan: this.#planFor(account, to) });
      }
    }
    for (const { sms, plan } of planned) {
      this.#add(sms, batch);
      this.#schedule(sms, plan, sendAt);
    }
    const early = planned.flatMap(({ sms, plan }) => this.#receipts(sms, plan, 'submit'));
    return compact({ batch, errors, early: early.length > 0 ? Promise.all(early) : undefined });
  }

  /** Adds a message that another program has sent, in its current state. */
  addForeign(sms: Omit<OutboundSms, 'batchId'>): OutboundSms {
    const batch: SentBatch = { id: randomUUID(), account: sms.account, createdAt: sms.submittedAt, messages: [] };
    const sent = { ...sms, batchId: batch.id };
    this.#add(sent, batch);
    return sent;
  }

  find(id: string): OutboundSms | undefined {
    return this.#all.get(id.toLowerCase());
  }

  /** Newest first. */
  list(): OutboundSms[] {
    return [...this.#all.values()].reverse();
  }

  batches(): SentBatch[] {
    return [...this.#sentBatches.values()].reverse();
  }

  findBatch(id: string): SentBatch | undefined {
    return this.#sentBatches.get(id.toLowerCase());
  }

  #planFor(account: SimulatedAccount, to: string): MessagePlan {
    const { optOuts, outcome } = this.#options;
    const number = outcome.standInFor(to);
    const plan = optOuts.has(account, to) ? OPTED_OUT : planFor(number, { earlier: this.#countByNumber.get(to) ?? 0 });
    if (plan === 'no-credit') refuse(402, 'credit_insufficient', 'The account has not enough credits');
    return plan;
  }

  #add(sms: OutboundSms, batch: SentBatch): void {
    this.#all.set(sms.id, sms);
    this.#countByNumber.set(sms.to, (this.#countByNumber.get(sms.to) ?? 0) + 1);
    this.#sentBatches.set(batch.id, batch);
    batch.messages.push(sms);
  }

  #schedule(sms: OutboundSms, plan: MessagePlan, sendAt = 0): void {
    const { clock, waits } = this.#options;
    // By the wall clock, because the sender of the request has chosen this time by it.
    const waitMs = sendAt - clock.wall();
    if (waitMs <= 0) {
      this.#begin(sms, plan);
      return;
    }
    this.#step(sms, 'Scheduled');
    waits.after(waitMs, () => this.#begin(sms, plan));
  }

  #begin(sms: OutboundSms, plan: MessagePlan): void {
    this.#step(sms, 'Submitted');
    this.#options.waits.after(this.#options.stepMs, () => this.#proceed(sms, plan, 0));
  }

  #proceed(sms: OutboundSms, plan: MessagePlan, index: number): void {
    const { waits, stepMs } = this.#options;
    const status = plan.statuses[index];
    if (status === undefined) {
      void this.#receipts(sms, plan, 'after-end');
      return;
    }
    const last = index === plan.statuses.length - 1;
    if (last && plan.failure) sms.failure = plan.failure;
    this.#step(sms, status);
    if (last) void this.#receipts(sms, plan, 'end');
    waits.after(stepMs, () => this.#proceed(sms, plan, index + 1));
  }

  #step(sms: OutboundSms, status: string): void {
    const now = this.#options.clock.now();
    Object.assign(sms, { status, lastStatusAt: now });
    if (status === 'Sent') sms.sentAt = now;
    if (status === 'Delivered') sms.deliveredAt = now;
    this.#options.onStatus(sms);
  }

  #receipts(sms: OutboundSms, { receipts }: MessagePlan, at: ReceiptPlan['at']): Promise<void>[] {
    return receipts.filter((due) => due.at === at).map((receipt) => this.#options.onReceipt(sms, receipt));
  }
}

const MIN_DIGITS = 6;

/** A recipient that is not a number would be the name of a contact or group, but this account has none. */
function errorOf(to: string, { body }: SendMessage): ServiceError | undefined {
  if (/[^\d]/.test(to)) refuse(404, 'recipient_unknown', 'No contact or group has this name');
  if (to.length < MIN_DIGITS) return { code: 'to_invalid', description: 'The recipient is not valid' };
  if (body === '') return { code: 'body_missing', description: 'The message has no body' };
  return undefined;
}

function createSms({ from, body, characterset: asked }: SendMessage, to: string, batch: SentBatch): OutboundSms {
  const characterset = asked === 'Auto' ? charactersetOf(body) : asked;
  const text = characterset === 'GSM' ? forcedToGsm(body) : body;
  return {
    id: randomUUID(),
    direction: 'Outbound',
    batchId: batch.id,
    account: batch.account,
    from: from === '' ? batch.account.address : digitsOf(from),
    to,
    text,
    characterset,
    parts: countParts(text, characterset).parts,
    status: 'Submitted',
    submittedAt: batch.createdAt,
    lastStatusAt: batch.createdAt,
  };
}
