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
  /** How many faxes may be on the line at once. */
  channels: number;
  inbox: EventInbox;
  /** `blocked` has changed. */
  onBlocked: () => void;
  observe?: Observe;
}

/** The durable record of an account's jobs, and the work on them: docs/contract.md#sending. */
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

  /** Takes up open jobs and begins to send. */
  start(): void {
    this.#started = true;
    this.#others.follow();
    this.wake();
  }

  /** This instance has become the holder of the account, or has stopped being it: only the holder sends. */
  holderChanged(): void {
    if (!this.#options.holding.isHeld) this.#readiness.holderLost();
    this.#others.changed();
  }

  /** Flows have started: final statuses can be reported. A deploy may also have put right what blocked the queue. */
  resume(): void {
    this.#options.standing.deployed();
    this.#notice.show(this.blocked);
    this.#nodes.isFlowing = true;
    this.#reporting ??= this.#readiness.worker((signal) => this.#reports.step(signal));
    this.#others.listen();
    this.#others.announceNodes();
    this.wake();
  }

  /** Flows are stopping: a message sent to a stopped node would be lost, so nothing is reported until `resume`. */
  async pause(): Promise<void> {
    const reporting = this.#reporting;
    this.#nodes.isFlowing = false;
    this.#reporting = undefined;
    await reporting?.stop();
    await this.#reports.noteReported().catch(() => undefined);
  }

  wake(): void {
    if (this.#stopped) return;
    this.#reporting?.wake();
    this.#lettingGo.wake();
    if (!this.#started) return;
    this.#sending.wake();
    this.#followingUp.wake();
  }

  /** To be called when the store works again after a failure. */
  storeMended(): void {
    this.#others.storeMended();
    this.wake();
  }

  addSendingNode(node: SendingNode): void {
    this.#nodes.add(node);
    this.#reporting?.wake();
  }

  /** Other instances are told only once flows have started again: after a deploy the node is usually back. */
  removeSendingNode(id: string): void {
    this.#nodes.remove(id);
  }

  /** To be called when another outbox of this scope, from before a deploy, has stored jobs. Never rejects. */
  async lookForJobs(): Promise<void> {
    this.#readiness.noteJobs();
    await this.#readiness.adopt().catch(() => undefined);
    this.wake();
  }

  /** This outbox takes over the jobs of `before`, and sends output 1 of their messages. */
  inherit(before: Outbox): void {
    this.#readiness.noteJobs();
    this.#context.acceptances.inherit(before.#context.acceptances);
  }

  /**
   * The job is durably stored once this resolves. Rejects with `KeyConflictError` if no job was made, and with
   * `StoreError` if nobody can know whether one was.
   */
  async submit(request: SubmitRequest): Promise<Submitted> {
    const [submitted] = await this.submitAll([request]);
    if (!submitted) throw new Error('the store has lost a job');
    return submitted;
  }

  /** As `submit`, for all jobs of one message: in one commit, so all of them or none. */
  async submitAll(requests: readonly SubmitRequest[]): Promise<Submitted[]> {
    this.#readiness.noteJobs();
    const submitted = await submit(this.#context, requests);
    this.#options.inbox.changed();
    this.wake();
    return submitted;
  }

  /** Rejects with `CancelError` if the job cannot be stopped, or not any more. */
  cancel(jobId: string): Promise<void> {
    return cancelJob(this.#context, jobId);
  }

  /** Rejects with `DecideError` if there is nothing to decide. */
  decide(jobId: string, decision: Decision): Promise<void> {
    return decideJob(this.#context, jobId, decision);
  }

  /** Takes a status from the provider, by any transport. `foreign`: the caller accepts it as it came. */
  async track(event: ProviderEvent, source: Source): Promise<Tracked> {
    await this.#readiness.reached();
    if (!this.#readiness.mayHoldJobs) return 'foreign';
    const tracked = await track(this.#context, event, source);
    if (tracked === 'early') this.#lettingGo.wake();
    return tracked;
  }

  /** May this call of the provider (`instance`) get the document of this correlation value? */
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

  /** Ends every timer and starts nothing new. Requests under way go on: see `idle`. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const parts = [this.#others, this.#sending, this.#followingUp, this.#lettingGo];
    await Promise.all([...parts.map((part) => part.stop()), this.pause()]);
  }

  /**
   * Resolves when the last request under way has ended and its result is stored: until then the store must stay open.
   */
  idle(): Promise<void> {
    return this.#dispatcher.idle();
  }

  /** `no-answer` ends by itself: the step comes back then, so that it is not shown for longer. */
  async #send(signal: AbortSignal): Promise<number | undefined> {
    const again = await this.#dispatcher.step(signal);
    const { blocked } = this;
    this.#notice.show(blocked);
    const { clock } = this.#options;
    if (blocked?.reason !== 'no-answer' || blocked.until <= clock.now()) return again;
    const left = waitUntil(clock, blocked.until);
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
