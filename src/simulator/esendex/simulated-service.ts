import { compact } from '../../domain/compact';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import { ObservedService, type RequestMade } from '../observed-service';
import { Waits } from '../waits';
import type { Login, SimulatedAccount } from './account';
import { accountRoutes } from './account-routes';
import type { Action } from './actions';
import { Arrivals } from './arrivals';
import { Authorization } from './authorization';
import { dispatcherRoutes } from './dispatcher-routes';
import { EsendexFaults } from './fault';
import { headerRoutes } from './header-routes';
import { inboxRoutes, type InboxChange } from './inbox-routes';
import type { Delivery, Inject, Protocol } from './inject';
import { OptOuts } from './opt-outs';
import { optOutRoutes } from './opt-out-routes';
import type { Notification } from './push/notification';
import { Pusher, type PushChange, type PushTarget } from './push/pusher';
import { RestServer } from './rest-server';
import { SimulatedInbox } from './simulated-inbox';
import { SimulatedOutbox } from './simulated-outbox';
import type { InboundSms, OptOut, OutboundSms } from './sms-message';
import type { ReceiptPlan } from './special-numbers';
import { defaultBehaviour, type WireBehaviour } from './wire-behaviour';

export interface SimulatedServiceSetup {
  clock: Clock;
  /** The first one is the default. */
  accounts: readonly [SimulatedAccount, ...SimulatedAccount[]];
  login: Login;
  /** These two are for receipts, and the defaults for injected items. */
  deliver: Delivery;
  protocol: Protocol;
  /** How long each status of a sent message lasts. */
  stepMs: number;
  schedule: readonly number[];
  timeoutMs: number;
  parallel: number;
}

export type SimulatorChange =
  | PushChange
  | InboxChange
  | RequestMade<Action>
  | { type: 'injected'; id: string }
  | { type: 'status'; messageId: string; status: string };

/** Esendex as far as Pushline sees it: inbox, outbox, opt-outs and pushes. */
export class SimulatedService extends ObservedService<Action, SimulatorChange> {
  readonly #setup: SimulatedServiceSetup;
  readonly accounts: readonly [SimulatedAccount, ...SimulatedAccount[]];
  readonly login: Login;
  readonly faults = new EsendexFaults();
  readonly behaviour: WireBehaviour = defaultBehaviour();
  readonly pusher: Pusher;
  readonly #inbox = new SimulatedInbox();
  readonly #outbox: SimulatedOutbox;
  readonly #arrivals: Arrivals;
  readonly #rest: RestServer;
  readonly #optOutList: OptOuts;
  readonly #waits: Waits;
  readonly #closing = new AbortController();

  constructor(setup: SimulatedServiceSetup) {
    super();
    this.#setup = setup;

    const { clock, accounts, login, stepMs, schedule, timeoutMs, parallel } = setup;
    const { behaviour, faults } = this;
    const inbox = this.#inbox;
    const { signal } = this.#closing;
    const waits = new Waits(clock);
    const optOuts = new OptOuts(clock);
    const authorization = new Authorization(login);
    this.#waits = waits;
    this.#optOutList = optOuts;
    this.accounts = accounts;
    this.login = login;
    this.pusher = new Pusher({
      clock,
      waits,
      behaviour,
      faults,
      signal,
      schedule,
      timeoutMs,
      parallel,
      onChange: (change) => this.emit(change),
    });
    this.#outbox = new SimulatedOutbox({
      clock,
      waits,
      optOuts,
      stepMs,
      outcome: this.outcome.sms,
      onStatus: ({ id, status }) => this.emit({ type: 'status', messageId: id, status }),
      onReceipt: (sms, receipt) => this.#receipt(sms, receipt),
    });
    const outbox = this.#outbox;
    this.#arrivals = new Arrivals({ clock, accounts, inbox, outbox, optOuts });
    this.#rest = new RestServer({
      clock,
      authorization,
      faults,
      handlers: {
        ...accountRoutes({ accounts, authorization, behaviour }),
        ...inboxRoutes({ clock, accounts, login, inbox, behaviour, onChange: (change) => this.emit(change) }),
        ...headerRoutes({ login, inbox, outbox, behaviour }),
        ...dispatcherRoutes({ accounts, outbox, behaviour, waits }),
        ...optOutRoutes({ accounts, optOuts, behaviour }),
      },
      onRequest: (action) => this.counted(action),
    });
  }

  /** Makes something happen at the service. Returns the id of the message or opt-out; "" when there is none. */
  inject(request: Inject = {}): string {
    const { id, notification } = this.#arrivals.take(request);
    const { deliver = this.#setup.deliver, protocol = this.#setup.protocol } = request;
    this.emit({ type: 'injected', id });
    void this.pusher.push(notification, { deliver, protocol });
    return id;
  }

  /** Sets the URL for pushes; without one they wait. Throws a TypeError for anything but a URL of this machine. */
  setPushTarget(url: string | undefined, options: Omit<PushTarget, 'url'> = {}): void {
    this.pusher.setTarget(url === undefined ? undefined : { url, ...options });
  }

  /** Changes how the service answers and pushes from now on. */
  behave(change: Partial<WireBehaviour>): void {
    Object.assign(this.behaviour, change);
  }

  unread(): InboundSms[] {
    return this.#inbox.unread();
  }

  read(): InboundSms[] {
    return this.#inbox.read();
  }

  deleted(): InboundSms[] {
    return this.#inbox.deleted();
  }

  /** The sent messages, oldest first. */
  sent(): OutboundSms[] {
    return this.#outbox.list().reverse();
  }

  optOuts(): OptOut[] {
    return this.#optOutList.list();
  }

  handleRest(message: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.#rest.handle(message, response);
  }

  /** Ends waits, running posts and messages in progress; nothing happens afterwards. */
  stop(): void {
    this.#closing.abort();
    this.#waits.end();
    this.endObserving();
  }

  #receipt(sms: OutboundSms, { kind, deliver = 'push' }: ReceiptPlan): Promise<void> {
    const { account, id: messageId, failure } = sms;
    const occurredAt = this.#setup.clock.now();
    const notification: Notification =
      kind === 'delivered'
        ? { kind, account, occurredAt, messageId }
        : compact({ kind, account, occurredAt, messageId, failure });
    return this.pusher.push(notification, { deliver, protocol: this.#setup.protocol });
  }
}
