import type { InboundSms } from './sms-message';

/** The received messages of all accounts. Ignores the case of ids. */
export class SimulatedInbox {
  readonly #all = new Map<string, InboundSms>();
  readonly #gone: InboundSms[] = [];

  add(sms: InboundSms): void {
    this.#all.set(sms.id, sms);
  }

  find(id: string): InboundSms | undefined {
    return this.#all.get(id.toLowerCase());
  }

  /** Newest first. */
  list(): InboundSms[] {
    return [...this.#all.values()].reverse().sort((a, b) => b.receivedAt - a.receivedAt);
  }

  unread(): InboundSms[] {
    return [...this.#all.values()].filter(({ readAt }) => readAt === undefined);
  }

  read(): InboundSms[] {
    return [...this.#all.values()].filter(({ readAt }) => readAt !== undefined);
  }

  deleted(): InboundSms[] {
    return [...this.#gone];
  }

  /** Keeps the time and reader of the first reading. */
  markRead(sms: InboundSms, { at, by }: { at: number; by: string }): void {
    sms.readAt ??= at;
    sms.readBy ??= by;
  }

  markUnread(sms: InboundSms): void {
    delete sms.readAt;
    delete sms.readBy;
  }

  delete(sms: InboundSms): void {
    if (this.#all.delete(sms.id)) this.#gone.push(sms);
  }
}
