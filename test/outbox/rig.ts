import type { FaxStatus } from '../../src/domain/fax';
import type { ProviderEvent } from '../../src/domain/events';
import type { Observation } from '../../src/domain/observation';
import { ItemGoneError } from '../../src/domain/errors';
import { faxStateRank } from '../../src/domain/fax';
import type { SendingNode, JobReport } from '../../src/outbox/sending-nodes';
import { Outbox, type OutboxOptions } from '../../src/outbox/outbox';
import { Standing } from '../../src/work/standing';
import type { OutgoingCall, Provider, SendingService, SendResult, SentEvidence } from '../../src/providers/provider';
import type { Order } from '../../src/domain/job';
import type { EventRow } from '../../src/store/event-row';
import { eventually } from '../support/eventually';
import { openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { WatchedJobs } from './watched-jobs';

/** A sender whose answers a test gives: each `send` waits until `answer`, unless `always` says what comes. */
export class ScriptedSender<O extends Order> implements SendingService<O> {
  readonly calls: OutgoingCall<O>[] = [];
  readonly cancelled: string[] = [];
  readonly asked: string[] = [];
  always: SendResult | undefined;
  /** What `status` says, by provider id. */
  readonly statuses = new Map<string, ProviderEvent>();
  evidence: SentEvidence = { outcome: 'cannot-tell' };
  searches = 0;
  readonly #waiting: ((result: SendResult) => void)[] = [];

  check = (): void => undefined;

  send = (call: OutgoingCall<O>): Promise<SendResult> => {
    this.calls.push(call);
    if (this.always) return Promise.resolve(this.always);
    return new Promise((resolve) => this.#waiting.push(resolve));
  };

  status = (providerId: string): Promise<ProviderEvent> => {
    this.asked.push(providerId);
    const event = this.statuses.get(providerId);
    return event ? Promise.resolve(event) : Promise.reject(new ItemGoneError('unknown'));
  };

  confirm?: () => Promise<void>;

  findSent = (): Promise<SentEvidence> => {
    this.searches += 1;
    return Promise.resolve(this.evidence);
  };

  /** What was to be withheld, where this provider can; by correlation value. */
  readonly withheld: string[] = [];
  withhold?: (correlation: string) => Promise<boolean>;

  mayWithhold(isKept: boolean): void {
    this.withhold = (correlation) => {
      this.withheld.push(correlation);
      return Promise.resolve(isKept);
    };
  }

  cancel = (providerId: string): Promise<void> => {
    this.cancelled.push(providerId);
    return Promise.resolve();
  };

  /** Answers the oldest request that waits. */
  answer(result: SendResult): void {
    this.#waiting.shift()?.(result);
  }

  async called(times: number): Promise<OutgoingCall<O>> {
    return eventually(`${times} requests were made`, () => this.calls.length >= times && this.calls.at(-1));
  }
}

export class FakeSendingNode implements SendingNode {
  readonly accepts: JobReport[] = [];
  readonly ends: JobReport[] = [];
  readonly shown: string[] = [];
  prepare?: (report: JobReport) => Promise<JobReport>;
  fails = false;

  constructor(readonly id: string) {}

  accepted = (report: JobReport): void => void this.accepts.push(report);

  finished = (report: JobReport): void => {
    if (this.fails) throw new Error('a node that fails');
    this.ends.push(report);
  };

  progress = ({ state }: { state: string }): void => void this.shown.push(state);
}

/** An outbox on a real store, a provider that a test plays, and a clock that it moves. */
export class OutboxRig extends WatchedJobs {
  readonly fax = new ScriptedSender<Extract<Order, { kind: 'fax' }>>();
  readonly sms = new ScriptedSender<Extract<Order, { kind: 'sms' }>>();
  readonly foreign: ProviderEvent[] = [];
  readonly seen: Observation[] = [];
  outbox: Outbox;
  holds = 0;
  /** Faxes that come in. */
  stopReceiving: Provider['stopReceiving'];
  standing: Standing;
  /** What the provider answers to something harmless; undefined: all is well. */
  pinged: Error | undefined;
  pings = 0;

  private constructor(
    readonly inbox: InboxRig,
    readonly channels: number,
  ) {
    super();
    this.standing = this.#newStanding();
    this.outbox = this.newOutbox();
  }

  get store(): InboxRig['store'] {
    return this.inbox.store;
  }

  get clock(): InboxRig['clock'] {
    return this.inbox.clock;
  }

  get activity(): InboxRig['activity'] {
    return this.inbox.activity;
  }

  static async open({ channels = 1 } = {}): Promise<OutboxRig> {
    return new OutboxRig(await openInbox(), channels);
  }

  newOutbox(more: Pick<OutboxOptions, 'providerSince'> = {}): Outbox {
    const { store, documents, clock, log } = this.inbox;
    // Only what the outbox asks of a provider.
    const { fax, sms, stopReceiving } = this;
    const provider = { fax, sms, stopReceiving, ping: () => this.#ping() } as unknown as Provider;
    this.standing = this.#newStanding();
    return new Outbox({
      standing: this.standing,
      holding: { isHeld: true },
      ...{ store, documents, clock, log, provider, scope: SCOPE, connection: 'connection-1', channels: this.channels },
      ...{ random: () => 0, retention: { keepDays: 30, documentDays: 0 } },
      inbox: {
        accept: ({ event }) => Promise.resolve(this.foreign.push(event)),
        changed: () => undefined,
      },
      onBlocked: () => (this.holds += 1),
      observe: (one) => this.seen.push(one),
      ...more,
    });
  }

  #newStanding(): Standing {
    const { clock } = this.inbox;
    return new Standing({
      clock,
      canTell: (kind) => (kind === 'fax' ? this.fax : this.sms).findSent !== undefined,
      onBetter: () => this.outbox.wake(),
    });
  }

  #ping(): Promise<void> {
    this.pings += 1;
    return this.pinged ? Promise.reject(this.pinged) : Promise.resolve();
  }

  node(id = 'node-1'): FakeSendingNode {
    const node = new FakeSendingNode(id);
    this.outbox.addSendingNode(node);
    return node;
  }

  start(): void {
    this.outbox.start();
    this.outbox.resume();
  }

  /** As a deploy or a new process does; requests under way go on, as in one process. */
  async restart(more: Pick<OutboxOptions, 'providerSince'> = {}): Promise<void> {
    await this.outbox.stop();
    this.outbox = this.newOutbox(more);
  }

  /** The events that tell of jobs, as status nodes would get them. */
  async events(): Promise<EventRow[]> {
    const heads = await this.inbox.store.list({ scope: SCOPE, state: 'new', limit: 1_000 });
    const rows = await Promise.all(heads.map(({ key }) => this.inbox.store.get(key)));
    return rows.filter((row) => row !== undefined);
  }

  async states(): Promise<string[]> {
    return (await this.events()).map(({ payload }) => (payload as { state: string }).state);
  }

  async close(): Promise<void> {
    await this.outbox.stop();
    await this.inbox.close();
  }
}

/** What etherFAX tells of a fax that we sent. */
export function faxEvent(providerId: string, more: Partial<FaxStatus>, correlation?: string): ProviderEvent {
  const payload: FaxStatus = {
    ...{ id: providerId, providerId, direction: 'out', state: 'dialing', final: false, cause: 'none' },
    ...{ retryable: false, attempt: 1, ...more },
  };
  return {
    kind: 'fax.status',
    keyId: `${providerId}:${payload.state}`,
    ...{ providerId, payload, raw: { JobId: providerId } },
    ...(correlation !== undefined && { correlation }),
    progress: {
      ...{ subject: providerId, attempt: 1, rank: faxStateRank(payload.state) },
      ...{ pages: payload.pages ?? 0, final: payload.final },
    },
  };
}

export const DELIVERED: Partial<FaxStatus> = {
  ...{ state: 'succeeded', final: true, success: true, cause: 'normal', pages: 2 },
};
export const BUSY: Partial<FaxStatus> = {
  ...{ state: 'failed', final: true, success: false, cause: 'busy', retryable: true },
};
