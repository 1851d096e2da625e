import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { compact } from '../../domain/compact';
import type { Clock } from '../../domain/clock';
import { ObservedService, type RequestMade } from '../observed-service';
import type { SimulatedAccount } from './account';
import { accountRoutes } from './account-routes';
import type { Action } from './actions';
import { EtherFaxFaults } from './fault';
import { faxReceive } from './fax-receive';
import { faxStatus } from './fax-status';
import { SimulatedInbox, type Mark } from './simulated-inbox';
import { createInboxFax, type Delivery, type InboxFax, type InjectFax } from './inbox-fax';
import { inboxRoutes } from './inbox-routes';
import { SimulatedOutbox, type OutboxJob } from './simulated-outbox';
import { outboxRoutes } from './outbox-routes';
import { PushServer, type PushChange } from './push-server';
import { RestServer } from './rest-server';
import { defaultBehaviour, type WireBehaviour } from './wire-behaviour';

export interface SimulatedServiceSetup {
  clock: Clock;
  account: SimulatedAccount;
  pushToken: string;
  /** The default for injected faxes. */
  deliver: Delivery;
  /** How long each state of a call lasts. */
  stepMs: number;
}

export type SimulatorChange =
  | PushChange
  | RequestMade<Action>
  | { type: 'injected'; jobId: string }
  | { type: 'received'; jobId: string; repeated: boolean }
  | { type: 'status'; jobId: string; result: number; state: number; pages: number };

/** etherFAX as far as Pushline sees it: account, inbox, outbox and the push socket of a bridge. */
export class SimulatedService extends ObservedService<Action, SimulatorChange> {
  readonly #setup: SimulatedServiceSetup;
  readonly account: SimulatedAccount;
  readonly pushToken: string;
  readonly faults: EtherFaxFaults;
  /** The server side of the push socket, to imitate a bridge and a bad line. */
  readonly push: PushServer;
  readonly behaviour: WireBehaviour = defaultBehaviour();
  readonly #inbox: SimulatedInbox;
  readonly #outbox: SimulatedOutbox;
  readonly #rest: RestServer;
  readonly #closing = new AbortController();

  constructor(setup: SimulatedServiceSetup) {
    super();
    this.#setup = setup;

    const { clock, account, pushToken, stepMs } = setup;
    const { behaviour } = this;
    const { signal } = this.#closing;
    this.account = account;
    this.pushToken = pushToken;
    this.faults = new EtherFaxFaults(() => this.push.applyFaults());
    const { faults } = this;
    this.#inbox = new SimulatedInbox(clock);
    this.#outbox = new SimulatedOutbox({
      clock,
      stepMs,
      signal,
      ports: account.ports,
      outcome: this.outcome.fax,
      onStatus: (job, deliver) => this.#statusChanged(job, deliver),
    });
    this.push = new PushServer({
      clock,
      token: pushToken,
      faults,
      signal,
      onChange: (change) => this.#pushChanged(change),
    });
    this.#rest = new RestServer({
      clock,
      account,
      faults,
      handlers: {
        ...accountRoutes(account),
        ...inboxRoutes({ clock, inbox: this.#inbox, behaviour, faults, onMark: (mark) => this.#marked(mark) }),
        ...outboxRoutes({ outbox: this.#outbox, behaviour, faults }),
      },
      onRequest: (action) => this.counted(action),
    });
  }

  /** Makes a fax arrive; returns its JobId. */
  inject(request: InjectFax = {}): string {
    const [ownNumber = ''] = this.account.numbers;
    const fax = createInboxFax(request, { receivedAt: this.#setup.clock.now(), ownNumber });
    this.#inbox.add(fax);
    this.emit({ type: 'injected', jobId: fax.jobId });
    this.#pushFax(fax, request.deliver ?? this.#setup.deliver);
    return fax.jobId;
  }

  /** Makes a fax that was marked as received unread again. */
  unmark(jobId: string): void {
    this.#inbox.unmark(jobId);
  }

  /** Pushes an event with any name and any data. */
  pushEvent(event: string, data: unknown): void {
    this.push.push({ event, data: () => data });
  }

  /** Changes how the service answers from now on. */
  behave(change: Partial<WireBehaviour>): void {
    Object.assign(this.behaviour, change);
  }

  /** The unread faxes as the service counts them, without those that `getnext` has locked. */
  unread(): InboxFax[] {
    return this.#inbox.unread();
  }

  received(): InboxFax[] {
    return this.#inbox.received();
  }

  /** Every `received` request for a known fax, in order. */
  marks(): Mark[] {
    return [...this.#inbox.marks];
  }

  jobs(): OutboxJob[] {
    return this.#outbox.jobs();
  }

  handleRest(message: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.#rest.handle(message, response);
  }

  handlePush(message: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.push.upgrade(message, socket, head);
  }

  /** Ends calls, waits and push connections; nothing happens afterwards. */
  stop(): void {
    this.#closing.abort();
    this.push.close();
    this.endObserving();
  }

  #pushFax(fax: InboxFax, deliver: Delivery): void {
    const { behaviour } = this;
    const withImage = deliver !== 'push-without-image';
    this.push.push(
      compact({
        event: 'FaxReceive',
        jobId: fax.jobId,
        data: (image, fault) => faxReceive(fax, { behaviour, fault }, image),
        escapeSlashes: behaviour.escapeSlashes,
        image: withImage ? fax.document : undefined,
      }),
      deliver,
    );
  }

  #statusChanged(job: OutboxJob, deliver: Delivery): void {
    const { jobId, result, state, pagesDelivered: pages } = job;
    const data = faxStatus(job, this.behaviour);
    this.emit({ type: 'status', jobId, result, state, pages });
    this.push.push({ event: 'FaxStatus', data: () => data }, deliver);
  }

  #marked({ jobId, repeated }: Mark): void {
    this.push.forget(jobId);
    this.emit({ type: 'received', jobId, repeated });
  }

  #pushChanged(change: PushChange): void {
    if (change.type === 'push.handshake') this.counted('push');
    this.emit(change);
  }
}
