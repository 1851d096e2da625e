import { KeyConflictError, StoreError } from '../domain/errors';
import type { Scope } from '../domain/event-key';
import type { ProviderEvent, Source } from '../domain/events';
import type { Observe } from '../domain/observation';
import type { Job, Order } from '../domain/job';
import type { DocumentFolder } from '../documents/document-folder';
import type { FaxType } from '../documents/outgoing/outgoing-request';
import { retainUntil } from '../domain/retention';
import { createWorker, type Worker } from '../work/worker';
import type { Hold } from '../work/standing';
import type { JobCounts, Submission, Taken } from '../store/job-store';
import { Acceptances } from './acceptances';
import { adopt } from './adopt';
import { keptPause } from './asked-pause';
import { cancelJob, decideJob } from './commands';
import { Channels } from './channels';
import { Dispatcher } from './dispatch';
import { letGoEarly, track, type Tracked } from './track';
import { BlockedNotice } from './blocked-notice';
import { queuedEvent, Jobs, type JobChange } from './job-changes';
import { type SendingNode, FinalReports } from './final-reports';
import { checkOrder } from './outgoing-call';
import { UnderWay } from './under-way';
import { logCleared, logUnclear } from './log-unclear';
import { mayTransmit } from './hand-over-document';
import { identityOf, newJob, type Decision, type Submitted, type SubmitRequest } from './submit';
import { happenings, observedJob } from './observed-job';
import type { OutboxContext } from './outbox-context';
import { FollowUp } from './follow-up';
import { recover } from './recover';

export interface OutboxOptions extends Omit<OutboxContext, 'jobs' | 'underWay'> {
  /** Connection's node id. */
  connection: string;
  /** Faxes on the line at once. */
  channels: number;
  /** Where jobs were kept before the account was known. */
  adoptFrom?: Scope;
  /** Of the account nothing is known yet: what is taken is kept, and no event tells of it. */
  isQuiet?: boolean;
  /** A status that is no job's of ours: it goes into the inbox as it came. */
  emit: (event: ProviderEvent, source: Source) => Promise<void>;
  /** An event of a job is in the inbox. */
  onNews: () => void;
  /** `blocked` has changed. */
  onBlocked: () => void;
  observe?: Observe;
}

const STORE_RETRY_MS = 5_000;

/** The durable record of jobs, and what carries them on: docs/contract.md#sending. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #context: OutboxContext;
  readonly #channels: Channels;
  readonly #notice: BlockedNotice;
  readonly #dispatcher: Dispatcher;
  readonly #followUp: FollowUp;
  readonly #tellings: FinalReports;
  readonly #senders = new Map<string, SendingNode>();
  readonly #acceptances: Acceptances;
  readonly #sending: Worker;
  readonly #followingUp: Worker;
  readonly #lettingGo: Worker;
  #report: Worker | undefined;
  #recovered: Promise<void> | undefined;
  /** Where there never was a job no status can be of one. */
  #mayHoldJobs = false;
  #started = false;
  #stopped = false;

  constructor(options: OutboxOptions) {
    const { store, clock, random, log, scope, retention, channels } = options;
    this.#options = options;
    const jobs = new Jobs({
      store: store.jobs,
      clock,
      retention,
      isQuiet: options.isQuiet === true,
      onChange: (change) => this.#changed(change),
    });
    this.#context = { ...options, jobs, underWay: new UnderWay(clock) };
    this.#channels = new Channels(clock, random);
    this.#notice = new BlockedNotice(options);
    this.#dispatcher = new Dispatcher({
      ...{ ...this.#context, channels: this.#channels, channelCount: channels },
      onIdle: () => this.#answered(),
    });
    this.#followUp = new FollowUp(this.#context);
    this.#tellings = new FinalReports({ store: store.jobs, jobs, clock, log, scope, senders: this.#senders });
    this.#acceptances = new Acceptances({
      ...{ store: store.jobs, clock },
      tell: (node, report) => this.#guarded(() => this.#report && this.#senders.get(node)?.accepted(report)),
    });
    this.#sending = this.#worker((signal) => this.#send(signal));
    this.#followingUp = this.#worker((signal) => this.#followUp.step(signal));
    this.#lettingGo = this.#worker(() => this.#letGo());
  }

  /** Takes up what is open and begins to send. */
  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Flows have started: ends of jobs can be told; and whoever deploys may have mended what blocked the queue. */
  resume(): void {
    this.#options.standing.deployed();
    this.#notice.show(this.blocked);
    this.#report ??= this.#worker((signal) => this.#tellings.step(signal));
    this.wake();
  }

  /** Flows are stopping: what is sent to a stopped node would be dropped. */
  async pause(): Promise<void> {
    const report = this.#report;
    this.#report = undefined;
    await report?.stop();
  }

  wake(): void {
    this.#report?.wake();
    this.#lettingGo.wake();
    if (!this.#started) return;
    this.#sending.wake();
    this.#followingUp.wake();
  }

  addSendingNode(sender: SendingNode): void {
    this.#senders.set(sender.id, sender);
    this.#report?.wake();
  }

  removeSendingNode(id: string): void {
    this.#senders.delete(id);
  }

  /** Another outbox of this scope has taken jobs. Never rejects. */
  async lookAgain(): Promise<void> {
    this.#mayHoldJobs = true;
    await this.#adopt().catch(() => undefined);
    if (!this.#stopped) this.wake();
  }

  /** The messages whose jobs this one takes over get their output 1 by it. */
  inherit(before: Outbox): void {
    this.#mayHoldJobs = true;
    this.#acceptances.inherit(before.#acceptances);
  }

  /** Where a fax's documents have to lie before it is submitted. */
  get documents(): DocumentFolder {
    return this.#options.documents;
  }

  /** What documents go out as they are; all others are drawn as fax TIFF. */
  get takes(): readonly FaxType[] {
    return this.#options.provider.fax?.takes ?? [];
  }

  get completesNational(): boolean {
    return this.#options.provider.completesNational === true;
  }

  /** Throws where the provider could never send this. */
  check(order: Order): void {
    checkOrder(this.#options.provider, order);
  }

  /** Durable when it resolves. Rejects with `StoreError` or `KeyConflictError`; then no job was made. */
  async submit(request: SubmitRequest): Promise<Submitted> {
    const [submitted] = await this.submitAll([request]);
    if (!submitted) throw new Error('the store has lost a job');
    return submitted;
  }

  /** All jobs of a message, in one commit: as `submit` does it, all of them or none. */
  async submitAll(requests: readonly SubmitRequest[]): Promise<Submitted[]> {
    this.#mayHoldJobs = true;
    const submissions = requests.map((request) => this.#submission(request));
    try {
      const result = await this.#options.store.jobs.submitAll(submissions);
      if (result.outcome === 'conflict') {
        throw new KeyConflictError('msg.idempotencyKey was used for another fax or SMS: use a new key for new content');
      }
      for (const [index, taken] of result.taken.entries()) this.#taken(taken, submissions[index]?.job);
      for (const [index, taken] of result.taken.entries()) await this.#offeredAgain(taken, requests[index]);
      this.#options.onNews();
      this.wake();
      return result.taken.map(({ outcome, job }) => ({ outcome, jobId: job.id }));
    } catch (error) {
      // A write that failed may have reached the disk all the same: then its documents are needed.
      for (const { job } of submissions) {
        if (error instanceof StoreError) this.#acceptances.forget(job.id);
        else this.#forget(job);
      }
      throw error;
    }
  }

  /** What goes out at output 1 is expected before the job is stored: then it may be accepted at any time. */
  #submission(request: SubmitRequest): Submission {
    const { scope, clock, retention, isQuiet } = this.#options;
    const job = newJob(request, this.#options);
    this.#acceptances.expect(job.id, { node: request.node, message: request.live });
    const { keepUntil } = retainUntil(clock, retention);
    return {
      ...{ job, identity: identityOf(request, scope) },
      ...(!isQuiet && { says: queuedEvent(job, { clock, keepUntil }) }),
    };
  }

  /** At once: a new one may be sent, and change, at any time from now on. */
  #taken({ outcome, job }: Taken, given: Job | undefined): void {
    if (outcome === 'joined') {
      if (given) this.#forget(given);
      return;
    }
    this.#context.underWay.note(job);
    this.#options.observe?.(observedJob('queued', job));
    this.#showProgress(job);
  }

  async #offeredAgain({ outcome, job }: Taken, request: SubmitRequest | undefined): Promise<void> {
    if (outcome !== 'joined' || request?.cause?.redelivered !== true) return;
    await this.#acceptances.again(job.id, { node: request.node, message: request.live });
  }

  /** Rejects with `CancelError` where the job cannot be stopped (any more). */
  cancel(jobId: string): Promise<void> {
    return cancelJob(this.#context, jobId);
  }

  /** Rejects with `DecideError` where there is nothing to decide. */
  decide(jobId: string, decision: Decision): Promise<void> {
    return decideJob(this.#context, jobId, decision);
  }

  /** A status from the provider, by whatever transport. `foreign`: the caller takes it in as it came. */
  async track(event: ProviderEvent, source: Source): Promise<Tracked> {
    await this.#ready();
    if (!this.#mayHoldJobs) return 'foreign';
    const tracked = await track(this.#context, event, source);
    if (tracked === 'early') this.#lettingGo.wake();
    return tracked;
  }

  /** A call asks for the document of this correlation value: only the first one of the job's current call gets it. */
  async mayTransmit(correlation: string, instance: string): Promise<boolean> {
    await this.#ready();
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
    await Promise.all([this.#sending.stop(), this.#followingUp.stop(), this.#lettingGo.stop(), this.pause()]);
  }

  /** When the last request under way has been answered and written down: until then the store has to stay open. */
  idle(): Promise<void> {
    return this.#dispatcher.idle();
  }

  #worker(step: (signal: AbortSignal) => Promise<number | undefined>): Worker {
    const { clock, log } = this.#options;
    return createWorker({
      clock,
      step: async (signal) => {
        await this.#ready();
        return step(signal);
      },
      onError: (error) => {
        if (!(error instanceof StoreError)) {
          log.error(`outbox: unexpected error (${error instanceof Error ? error.name : 'unknown'})`);
        }
        return STORE_RETRY_MS;
      },
    });
  }

  /** Before anything else: a job that an earlier process was sending must not be mistaken for one that waits. */
  #ready(): Promise<void> {
    this.#recovered ??= this.#recover().catch((error: unknown) => {
      this.#recovered = undefined;
      throw error;
    });
    return this.#recovered;
  }

  async #recover(): Promise<void> {
    const { clock, standing } = this.#options;
    const left = (await keptPause(this.#context)) - clock.now();
    if (left > 0) standing.askedPause(left);
    await this.#adopt();
    this.#mayHoldJobs ||= Object.values(await this.counts()).some((count) => count > 0);
    await recover(this.#context, (id) => void this.#reload(id));
  }

  async #adopt(): Promise<void> {
    const { adoptFrom, onNews } = this.#options;
    if (adoptFrom === undefined) return;
    await adopt(this.#context, adoptFrom, (gone) => this.#forget(gone));
    onNews();
  }

  /** A request of the connection before this one has ended. */
  async #reload(id: string): Promise<void> {
    const job = await this.#options.store.jobs.get(id).catch(() => undefined);
    if (job) this.#context.underWay.note(job);
    if (!this.#stopped) this.wake();
  }

  /** A hold that ends by itself is shown no longer than it lasts. */
  async #send(signal: AbortSignal): Promise<number | undefined> {
    const again = await this.#dispatcher.step(signal);
    const { blocked } = this;
    this.#notice.show(blocked);
    if (blocked?.reason !== 'no-answer') return again;
    const left = Math.max(blocked.until - this.#options.clock.now(), 0) + 1;
    return Math.min(again ?? left, left);
  }

  async #letGo(): Promise<number | undefined> {
    const until = await letGoEarly(this.#context, this.#options.emit);
    return until === undefined ? undefined : Math.max(until - this.#options.clock.now(), 0) + 1;
  }

  #answered(): void {
    this.#notice.show(this.blocked);
    if (!this.#stopped) this.wake();
  }

  #changed(change: JobChange): void {
    const { before, after, isNews } = change;
    for (const what of happenings(change)) this.#options.observe?.(observedJob(what, after));
    const { underWay } = this.#context;
    underWay.note(after);
    if (before.state === 'accepted') this.#freed(before, after);
    if (before.state === 'unknown' && isKnown(after)) {
      this.#options.standing.arrived();
      logCleared(this.#options.log, after);
    }
    if (isNews) this.#options.onNews();
    if (before.acceptedAt === undefined && after.acceptedAt !== undefined) this.#acceptances.tell(after);
    if (after.state === 'finished') this.#acceptances.forget(after.id);
    if (isNews && after.status.state === 'unknown') logUnclear(this.#options.log, after);
    if (after.status !== before.status) this.#showProgress(after);
    if (!this.#stopped) this.wake();
  }

  /** A call has ended; or the provider found only later that it has no channel for it. */
  #freed(before: Job, after: Job): void {
    if (after.state === 'queued' && after.attempt < before.attempt) this.#channels.none();
    else if (after.state !== 'accepted') this.#channels.freed();
  }

  #showProgress({ status, messages }: Job): void {
    for (const node of new Set(messages.map((message) => message.node))) {
      this.#guarded(() => this.#senders.get(node)?.progress(status));
    }
  }

  /** A node that throws must not take the job, or Node-RED, with it. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch {
      this.#options.log.error('a node failed while it took the status of a job');
    }
  }

  /** Its documents are another job's by content, and these copies are needed only where more jobs have them. */
  #forget({ id, order }: Job): void {
    this.#acceptances.forget(id);
    if (order.kind === 'sms') return;
    for (const { file } of order.documents) void this.#removeUnused(file).catch(() => undefined);
  }

  async #removeUnused(file: string): Promise<void> {
    const { store, documents } = this.#options;
    if (!(await store.knowsDocument(file))) await documents.remove(file);
  }
}

/** The provider has told that it has, or had, the job. */
function isKnown({ state, status }: Job): boolean {
  return state === 'accepted' || (state === 'finished' && !['unknown', 'cancelled'].includes(status.state));
}
