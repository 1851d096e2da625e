import { randomUUID } from 'node:crypto';
import { compact } from '../../domain/compact';
import type { Clock } from '../../domain/clock';
import { FOREIGN_ACCOUNT, type SimulatedAccount } from './account';
import { sameReference } from './inbox-routes';
import type { Inject, InjectOptOut, InjectReceipt, InjectSms, InjectSubscription, InjectUnknown } from './inject';
import type { OptOuts } from './opt-outs';
import type { Notification } from './push/notification';
import type { SimulatedInbox } from './simulated-inbox';
import type { SimulatedOutbox } from './simulated-outbox';
import { charactersetOf, countParts } from './sms-parts';
import type { InboundSms, OutboundSms, SmsFailure } from './sms-message';
import { digitsOf } from './wire-number';

export interface ArrivalsOptions {
  clock: Clock;
  accounts: readonly [SimulatedAccount, ...SimulatedAccount[]];
  inbox: SimulatedInbox;
  outbox: SimulatedOutbox;
  optOuts: OptOuts;
}

export interface Arrival {
  id: string;
  notification: Notification;
}

const OTHER_PARTY = '447700900900';
const SAMPLE_TEXT = 'Hello from the simulator';
const SAMPLE_FAILURE: SmsFailure = {
  code: 21,
  detail: 'Number does not exist',
  permanent: true,
  errorType: 'UnrecognisedRecipient',
};
/** How many hex digits of a binary message fit into one part. */
const BINARY_PART = 280;

/** Makes injected things arrive: records them at the service (unless they belong to a foreign account) for a push. */
export class Arrivals {
  readonly #options: ArrivalsOptions;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  /** Throws a RangeError for an unknown account. */
  take(inject: Inject): Arrival {
    const account = inject.foreign === true ? FOREIGN_ACCOUNT : this.#accountOf(inject.account);
    if (inject.kind === undefined || inject.kind === 'sms') return this.#sms(account, inject);
    switch (inject.kind) {
      case 'delivered':
      case 'failed':
        return this.#receipt(account, inject);
      case 'opt-out':
        return this.#optOut(account, inject);
      case 'subscription':
        return this.#subscription(account, inject);
      case 'unknown':
        return this.#notified({ ...unknown(inject), account, occurredAt: this.#now });
    }
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #accountOf(reference: string | undefined): SimulatedAccount {
    const { accounts } = this.#options;
    if (reference === undefined) return accounts[0];
    const found = accounts.find((account) => sameReference(account.reference, reference));
    if (!found) throw new RangeError('no account has this reference');
    return found;
  }

  #sms(account: SimulatedAccount, inject: InjectSms): Arrival {
    const text = inject.text ?? SAMPLE_TEXT;
    const type = inject.type ?? (charactersetOf(text) === 'Unicode' ? 'Unicode' : 'Text');
    const sms: InboundSms = {
      id: randomUUID(),
      direction: 'Inbound',
      account,
      from: digitsOf(inject.from ?? OTHER_PARTY),
      to: digitsOf(inject.to ?? account.address),
      text,
      type,
      parts: inject.parts ?? partsOf(text, type),
      receivedAt: inject.receivedAt ?? this.#now,
    };
    if (inject.foreign !== true) this.#options.inbox.add(sms);
    return { id: sms.id, notification: { kind: 'received', account, occurredAt: sms.receivedAt, sms } };
  }

  #receipt(account: SimulatedAccount, inject: InjectReceipt): Arrival {
    const occurredAt = inject.occurredAt ?? this.#now;
    const failure =
      inject.kind === 'failed' && inject.failure !== false ? { ...SAMPLE_FAILURE, ...inject.failure } : undefined;
    const messageId = inject.messageId ?? this.#sentElsewhere(account, inject, { occurredAt, failure });
    const common = { account, occurredAt, messageId };
    const notification: Notification =
      inject.kind === 'delivered' ? { kind: 'delivered', ...common } : compact({ kind: 'failed', ...common, failure });
    return { id: messageId, notification };
  }

  /** Records a message that another program has sent; returns its id. */
  #sentElsewhere(
    account: SimulatedAccount,
    { kind, foreign, from, to, text = SAMPLE_TEXT }: InjectReceipt,
    { occurredAt, failure }: { occurredAt: number; failure: SmsFailure | undefined },
  ): string {
    const id = randomUUID();
    if (foreign === true) return id;
    const characterset = charactersetOf(text);
    const sms: Omit<OutboundSms, 'batchId'> = compact({
      id,
      direction: 'Outbound',
      account,
      text,
      characterset,
      from: digitsOf(from ?? account.address),
      to: digitsOf(to ?? OTHER_PARTY),
      parts: countParts(text, characterset).parts,
      status: kind === 'delivered' ? 'Delivered' : 'Failed',
      submittedAt: occurredAt,
      sentAt: occurredAt,
      lastStatusAt: occurredAt,
      deliveredAt: kind === 'delivered' ? occurredAt : undefined,
      failure,
    });
    this.#options.outbox.addForeign(sms);
    return id;
  }

  #optOut(account: SimulatedAccount, { foreign, from }: InjectOptOut): Arrival {
    const number = digitsOf(from ?? OTHER_PARTY);
    const optOut =
      foreign === true
        ? { id: randomUUID(), account, from: number, receivedAt: this.#now }
        : this.#options.optOuts.add(account, number).optOut;
    return { id: optOut.id, notification: { kind: 'opt-out', account, occurredAt: optOut.receivedAt, optOut } };
  }

  #subscription(account: SimulatedAccount, inject: InjectSubscription): Arrival {
    const { event = 'Subscribe', contactId } = inject;
    const from = digitsOf(inject.from ?? OTHER_PARTY);
    return this.#notified(compact({ kind: 'subscription', account, occurredAt: this.#now, event, from, contactId }));
  }

  #notified(notification: Notification): Arrival {
    return { id: '', notification };
  }
}

function unknown({ name = 'MessageForwarded' }: InjectUnknown) {
  return { kind: 'unknown' as const, name };
}

function partsOf(text: string, type: InboundSms['type']): number {
  if (type === 'Binary' || type === 'SmartMessage') return Math.max(1, Math.ceil(text.length / BINARY_PART));
  return countParts(text, type === 'Unicode' ? 'Unicode' : 'GSM').parts;
}
