import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import { ObservedService, type RequestMade } from '../observed-service';
import { Waits } from '../waits';
import type { Login, SimulatedAccount } from './account';
import type { Action } from './actions';
import { Arrivals } from './arrivals';
import { callRoutes } from './call-routes';
import type { ApplicationInstance } from './calls/application-instance';
import { Calls, type CallChange, type Interruption } from './calls/calls';
import { AculabFaults } from './fault';
import { fileRoutes } from './file-routes';
import type { Inject } from './inject';
import { MediaStore, type MediaChange } from './media-store';
import { messageRoutes } from './message-routes';
import { Messages, type MessageChange } from './messages/messages';
import type { SimulatedSms } from './messages/sms';
import { PageCaller, type AskedPage } from './pages/page-caller';
import { protocolCheck } from './protocol-check';
import { WebServices } from './web-services';
import { defaultBehaviour, type WireBehaviour } from './wire-behaviour';

export interface SimulatedServiceSetup {
  clock: Clock;
  account: SimulatedAccount;
  /** How long dialling, negotiating, each page, and each status of a message take. */
  stepMs: number;
  propagationMs: number;
  timeoutMs: number;
}

export type SimulatorChange =
  | CallChange
  | MediaChange
  | MessageChange
  | RequestMade<Action>
  | { type: 'injected'; id: string }
  | { type: 'asked'; asked: AskedPage };

/** Aculab Cloud as far as Pushline sees it: calls that request our pages, web services, media files and messages. */
export class SimulatedService extends ObservedService<Action, SimulatorChange> {
  readonly account: SimulatedAccount;
  readonly faults = new AculabFaults();
  readonly behaviour: WireBehaviour = defaultBehaviour();
  /** The account's media files. */
  readonly media: MediaStore;
  readonly #caller: PageCaller;
  readonly #callList: Calls;
  readonly #messages: Messages;
  readonly #arrivals: Arrivals;
  readonly #web: WebServices;
  readonly #waits: Waits;

  constructor({ clock, account, stepMs, propagationMs, timeoutMs }: SimulatedServiceSetup) {
    super();
    const { behaviour, faults } = this;
    const onChange = (change: SimulatorChange): void => this.emit(change);
    const waits = new Waits(clock);
    const store = new MediaStore({ clock, propagationMs, onChange });
    const caller = new PageCaller({
      clock,
      waits,
      faults,
      behaviour,
      timeoutMs,
      onAsked: (asked) => this.#asked(asked),
    });
    const calls = new Calls({ clock, waits, caller, store, behaviour, stepMs, outcome: this.outcome.fax, onChange });
    const messages = new Messages({ clock, waits, caller, behaviour, stepMs, outcome: this.outcome.sms, onChange });
    this.account = account;
    this.#waits = waits;
    this.media = store;
    this.#caller = caller;
    this.#callList = calls;
    this.#messages = messages;
    this.#arrivals = new Arrivals({ account, calls, messages, caller });
    this.#web = new WebServices({
      clock,
      account,
      faults,
      handlers: {
        ...callRoutes({ account, calls, behaviour }),
        ...fileRoutes({ store, behaviour }),
        ...messageRoutes({ messages, behaviour }),
        'security/protocol_check': protocolCheck,
      },
      onRequest: (action) => this.counted(action),
    });
  }

  /**
   * Makes something happen at the service. Returns the instance id of a call or the reference of a message, else "".
   */
  inject(request: Inject = {}): string {
    const id = this.#arrivals.take(request);
    this.emit({ type: 'injected', id });
    return id;
  }

  /**
   * Sets the address of the customer's pages (the connection's webhook address) and the login entered with it. Calls
   * and messages wait while it is undefined. Throws a TypeError for anything but a URL of this machine.
   */
  callAt(url: string | undefined, login?: Login): void {
    this.#caller.callAt(url, login);
  }

  /** Changes the service's behaviour from now on. */
  behave(change: Partial<WireBehaviour>): void {
    Object.assign(this.behaviour, change);
  }

  /** Does the same as the web service `rest_interrupt`. */
  interrupt(instanceId: string): Interruption {
    return this.#callList.interrupt(instanceId);
  }

  /** All calls, in the order in which they began. */
  calls(): ApplicationInstance[] {
    return this.#callList.instances();
  }

  received(): SimulatedSms[] {
    return this.#messages.received();
  }

  sent(): SimulatedSms[] {
    return this.#messages.sent();
  }

  /** The most recent requests of pages with their answers, oldest first. */
  pages(): AskedPage[] {
    return [...this.#caller.asked];
  }

  /** The number of page requests that are running now. */
  get asking(): number {
    return this.#caller.asking;
  }

  /** How many things will still happen by themselves: running, delayed and repeated page requests, and steps of SMS. */
  get pending(): number {
    return this.#caller.asking + this.#waits.size;
  }

  /** How many files the service still holds, and how many were deleted. */
  summary(): { unread: number; received: number } {
    return { unread: this.media.stored().length, received: this.media.deleted().length };
  }

  handleWeb(message: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.#web.handle(message, response);
  }

  /** Ends calls, waits and running requests; nothing happens afterwards. */
  stop(): void {
    this.endObserving();
    this.#caller.close();
    this.#callList.end();
    this.#waits.end();
  }

  #asked(asked: AskedPage): void {
    this.counted(`page.${asked.page}`);
    this.emit({ type: 'asked', asked });
  }
}
