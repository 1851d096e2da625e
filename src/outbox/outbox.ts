import { waitUntil } from '../domain/clock';
import type { ProviderEvent, Source } from '../domain/events';
import type { Observe } from '../domain/observation';
import type { JobCounts } from '../store/job-store';
import type { Hold } from '../work/standing';
import type { Worker } from '../work/worker';
import { Acceptances } from './acceptances';
import { afterChange, type AfterChangeContext } from './after-change';
import { BlockedNotice } from './blocked-notice';
import { Channels } from './channels';
import { cancelJob, decideJob } from './commands';
import type { Decision } from './decision';
import { Dispatcher } from './dispatch';
import { letGoEarly, type EventInbox } from './early-statuses';
import { FinalReports } from './final-reports';
import { FollowUp } from './follow-up';
import { mayTransmit } from './hand-over-document';
import { JobChanges } from './job-changes';
import type { SubmitRequest } from './new-job';
import { OtherInstances } from './other-instances';
import type { OutboxContext } from './outbox-context';
import { Readiness } from './readiness';
import { SendingNodes, type SendingNode } from './sending-nodes';
import { submit, type SubmitContext, type Submitted } from './submit';
import { track, type Tracked } from './track';
import { UnderWay } from './under-way';

export interface OutboxOptions extends Omit<OutboxContext, 'jobs' | 'underWay'> {
  /** Faxes on the line at once. */
  channels: number;
  inbox: EventInbox;
  /** `blocked` has changed. */
  onBlocked: () => void;
  observe?: Observe;
}

/** The durable record of jobs, and what carries them on: docs/contract.md#sending. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #context: SubmitContext & AfterChangeContext;
  readonly #nodes: SendingNodes;
  readonly #readiness: Readiness;
  readonly #others: OtherInstances;
  readonly #notice: BlockedNotice;
  readonly #dispatcher: Dispatcher;
  readonly #reports: FinalReports;
  readonly #sending: Worker;
  readonly #followingUp: Worker;
  readonly #lettingGo: Worker;
  #reporting: Worker | undefined;
  #started = false;
  #stopped = false;

  constructor(options: OutboxOptions) {
    const { store, clock, random, log } = options;
    this.#options = options;
    this.#nodes = new SendingNodes(log);
    const context = {
      ...options,
      nodes: this.#nodes,
      channels: new Channels(clock, random),
      acceptances: new Acceptances({ store, clock, nodes: this.#nodes }),
      underWay: new UnderWay(clock),
      wake: () => this.wake(),
    };
    const jobs = new JobChanges({ ...options, store: store.jobs, onChange: (change) => afterChange(context, change) });
    const whole = { ...context, jobs };
    this.#context = whole;
    this.#readiness = new Readiness(whole);
    this.#others = new OtherInstances(whole, this.#readiness);
    this.#notice = new BlockedNotice(options);
    const onAnswered = (): void => this.#answered();
    this.#dispatcher = new Dispatcher({ ...whole, channelCount: options.channels, onAnswered });
    this.#reports = new FinalReports(whole);
    const followUp = new FollowUp(whole);
    this.#sending = this.#readiness.holdersWorker((signal) => this.#send(signal));
    this.#followingUp = this.#readiness.holdersWorker((signal) => followUp.step(signal));
    this.#lettingGo = this.#readiness.holdersWorker(() => this.#letGo());
  }

  /** Takes up what is open and begins to send. */
  start(): void {
    this.#started = true;
    this.#others.follow();
    this.wake();
  }

  /** This instance has become the holder of the account, or is it no more: only the holder sends. */
  holderChanged(): void {
    if (!this.#options.holding.isHeld) this.#readiness.holderLost();
    this.#others.changed();
  }

  /** Flows have started: ends of jobs can be told; and whoever deploys may have mended what blocked the queue. */
  resume(): void {
    this.#options.standing.deployed();
    this.#notice.show(this.blocked);
    this.#nodes.isFlowing = true;
    this.#reporting ??= this.#readiness.worker((signal) => this.#reports.step(signal));
    this.#others.listen();
    this.#others.announceNodes();
    this.wake();
  }

  /** Flows are stopping: what is sent to a stopped node would be dropped. */
  async pause(): Promise<void> {
    const reporting = this.#reporting;
    this.#nodes.isFlowing = false;
    this.#reporting = undefined;
    await reporting?.stop();
  }

  wake(): void {
    if (this.#stopped) return;
    this.#reporting?.wake();
    this.#lettingGo.wake();
    if (!this.#started) return;
    this.#sending.wake();
    this.#followingUp.wake();
  }

  /** The store had failed, and works again. */
  storeMended(): void {
    this.#others.storeMended();
    this.wake();
  }

  addSendingNode(node: SendingNode): void {
    this.#nodes.add(node);
    this.#reporting?.wake();
  }

  /** In a deploy it comes back at once: the others hear of it when flows have started again. */
  removeSendingNode(id: string): void {
    this.#nodes.remove(id);
  }

  /** Another outbox of this scope has taken jobs. Never rejects. */
  async lookForJobs(): Promise<void> {
    this.#readiness.noteJobs();
    await this.#readiness.adopt().catch(() => undefined);
    this.wake();
  }

  /** The messages whose jobs this one takes over get their output 1 by it. */
  inherit(before: Outbox): void {
    this.#readiness.noteJobs();
    this.#context.acceptances.inherit(before.#context.acceptances);
  }

  /** Durable when it resolves. Rejects with `StoreError` or `KeyConflictError`; then no job was made. */
  async submit(request: SubmitRequest): Promise<Submitted> {
    const [submitted] = await this.submitAll([request]);
    if (!submitted) throw new Error('the store has lost a job');
    return submitted;
  }

  /** All jobs of a message, in one commit: as `submit` does it, all of them or none. */
  async submitAll(requests: readonly SubmitRequest[]): Promise<Submitted[]> {
    this.#readiness.noteJobs();
    const submitted = await submit(this.#context, requests);
    this.#options.inbox.changed();
    this.wake();
    return submitted;
  }

  /** Rejects with `CancelError` where the job cannot be stopped (any more). */
  cancel(jobId: string): Promise<void> {
    return cancelJob(this.#context, jobId);
  }

  /** Rejects with `DecideError` where there is nothing to decide. */
  decide(jobId: string, decision: Decision): Promise<void> {
    return decideJob(this.#context, jobId, decision);
  }

  /** A status from the provider, by whatever transport. `foreign`: the caller accepts it as it came. */
  async track(event: ProviderEvent, source: Source): Promise<Tracked> {
    await this.#readiness.reached();
    if (!this.#readiness.mayHoldJobs) return 'foreign';
    const tracked = await track(this.#context, event, source);
    if (tracked === 'early') this.#lettingGo.wake();
    return tracked;
  }

  /** A call asks for the document of this correlation value: only the first one of the job's current call gets it. */
  async mayTransmit(correlation: string, instance: string): Promise<boolean> {
    await this.#readiness.reached();
    return mayTransmit(this.#context, { correlation, instance });
  }

  /** Why nothing is sent. */
  get blocked(): Hold | undefined {
    return this.#options.standing.held;
  }

  counts(): Promise<JobCounts> {
    return this.#options.store.jobs.counts(this.#options.scope);
  }

  /** Ends every timer and begins nothing more. Requests under way go on: see `idle`. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const parts = [this.#others, this.#sending, this.#followingUp, this.#lettingGo];
    await Promise.all([...parts.map((part) => part.stop()), this.pause()]);
  }

  /** When the last request under way has been answered and written down: until then the store has to stay open. */
  idle(): Promise<void> {
    return this.#dispatcher.idle();
  }

  /** What blocks it and ends by itself is shown no longer than it lasts. */
  async #send(signal: AbortSignal): Promise<number | undefined> {
    const again = await this.#dispatcher.step(signal);
    const { blocked } = this;
    this.#notice.show(blocked);
    if (blocked?.reason !== 'no-answer') return again;
    const left = waitUntil(this.#options.clock, blocked.until);
    return Math.min(again ?? left, left);
  }

  async #letGo(): Promise<number | undefined> {
    const until = await letGoEarly(this.#context, this.#options.inbox);
    return until === undefined ? undefined : waitUntil(this.#options.clock, until);
  }

  #answered(): void {
    this.#notice.show(this.blocked);
    this.wake();
  }
}
