import { waitUntil } from '../domain/clock';
import { StoreError } from '../domain/errors';
import type { ProviderEvent, Source } from '../domain/events';
import type { Observe } from '../domain/observation';
import type { JobCounts } from '../store/job-store';
import type { Hold } from '../work/standing';
import { Once } from '../work/once';
import { createThrottle, type Throttle } from '../work/throttle';
import { createWorker, type Worker } from '../work/worker';
import { Acceptances } from './acceptances';
import { adopt } from './adopt';
import { afterChange, type AfterChangeContext } from './after-change';
import { keptPause } from './asked-pause';
import { BlockedNotice } from './blocked-notice';
import { Channels } from './channels';
import { cancelJob, decideJob } from './commands';
import type { Decision } from './decision';
import { Dispatcher } from './dispatch';
import { letGoEarly, type EventInbox } from './early-statuses';
import { FinalReports } from './final-reports';
import { followOthers } from './follow-others';
import { FollowUp } from './follow-up';
import { mayTransmit } from './hand-over-document';
import { JobChanges } from './job-changes';
import type { OutboxContext } from './outbox-context';
import { recover } from './recover';
import { SendingNodes, type SendingNode } from './sending-nodes';
import { forgetJob, submit, type SubmitContext, type Submitted, type SubmitRequest } from './submit';
import { track, type Tracked } from './track';
import { UnderWay } from './under-way';
import { announceNodes } from './who-tells';

export interface OutboxOptions extends Omit<OutboxContext, 'jobs' | 'underWay'> {
  /** Faxes on the line at once. */
  channels: number;
  inbox: EventInbox;
  /** `blocked` has changed. */
  onBlocked: () => void;
  observe?: Observe;
}

const STORE_RETRY_MS = 5_000;
/** Others write often: we look at what they did not more often than this. */
const OTHERS_MS = 250;
const FOLLOW_MS = 30_000;

/** The durable record of jobs, and what carries them on: docs/contract.md#sending. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #context: SubmitContext & AfterChangeContext;
  readonly #nodes: SendingNodes;
  readonly #notice: BlockedNotice;
  readonly #dispatcher: Dispatcher;
  readonly #reports: FinalReports;
  readonly #sending: Worker;
  readonly #followingUp: Worker;
  readonly #lettingGo: Worker;
  #reporting: Worker | undefined;
  /** Of the holder: what others have changed. */
  readonly #following: Worker;
  /** Of the messages that this instance took: what others have sent. */
  readonly #accepting: Worker;
  readonly #waking: Throttle;
  #deaf: (() => void)[] | undefined;
  readonly #prepared = new Once(() => this.#prepare());
  /** Anew each time that this instance becomes the holder. */
  readonly #recovered = new Once(() => this.#recover());
  /** Where there never was a job no status can be of one. */
  #mayHoldJobs = false;
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
    this.#context = { ...context, jobs };
    this.#notice = new BlockedNotice(options);
    const onAnswered = (): void => this.#answered();
    this.#dispatcher = new Dispatcher({ ...context, jobs, channelCount: options.channels, onAnswered });
    this.#reports = new FinalReports(this.#context);
    const followUp = new FollowUp(this.#context);
    this.#sending = this.#holdersWorker((signal) => this.#send(signal));
    this.#followingUp = this.#holdersWorker((signal) => followUp.step(signal));
    this.#lettingGo = this.#holdersWorker(() => this.#letGo());
    this.#following = this.#holdersWorker(() => this.#follow());
    this.#accepting = this.#worker(async () => ((await this.#context.acceptances.look()) ? 0 : undefined));
    this.#waking = createThrottle(clock, OTHERS_MS, () => this.#othersChanged());
  }

  /** Takes up what is open and begins to send. */
  start(): void {
    this.#started = true;
    this.#listen();
    this.wake();
  }

  /** This instance has become the holder of the account, or is it no more: only the holder sends. */
  holderChanged(): void {
    if (!this.#options.holding.isHeld) {
      this.#recovered.undo();
      this.#context.underWay.clear();
    }
    this.#othersChanged();
  }

  /** Flows have started: ends of jobs can be told; and whoever deploys may have mended what blocked the queue. */
  resume(): void {
    this.#options.standing.deployed();
    this.#notice.show(this.blocked);
    this.#nodes.isFlowing = true;
    this.#reporting ??= this.#worker((signal) => this.#reports.step(signal));
    this.#listen();
    this.#announceNodes();
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
    this.#mayHoldJobs = true;
    await this.#adopt().catch(() => undefined);
    this.wake();
  }

  /** The messages whose jobs this one takes over get their output 1 by it. */
  inherit(before: Outbox): void {
    this.#mayHoldJobs = true;
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
    this.#mayHoldJobs = true;
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
    for (const end of this.#deaf ?? []) end();
    this.#waking.stop();
    announceNodes(this.#options.store.sharing, this.#options.scope, undefined);
    const workers = [this.#sending, this.#followingUp, this.#lettingGo, this.#following, this.#accepting];
    await Promise.all([...workers.map((worker) => worker.stop()), this.pause()]);
  }

  /** When the last request under way has been answered and written down: until then the store has to stay open. */
  idle(): Promise<void> {
    return this.#dispatcher.idle();
  }

  /** Its step is the holder's alone. */
  #holdersWorker(step: (signal: AbortSignal) => Promise<number | undefined>): Worker {
    return this.#worker((signal) => (this.#options.holding.isHeld ? step(signal) : Promise.resolve(undefined)));
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
  async #ready(): Promise<void> {
    await this.#prepared.do();
    if (this.#options.holding.isHeld) await this.#recovered.do();
  }

  /** What every instance needs. */
  async #prepare(): Promise<void> {
    await this.#adopt();
    this.#mayHoldJobs ||= this.#options.store.sharing.isShared || (await this.#hasJobs());
  }

  async #hasJobs(): Promise<boolean> {
    return Object.values(await this.counts()).some((count) => count > 0);
  }

  /** The holder alone, each time that it becomes it. */
  async #recover(): Promise<void> {
    const { clock, standing } = this.#options;
    const left = (await keptPause(this.#context)) - clock.now();
    if (left > 0) standing.askedPause(left);
    await recover(this.#context, (id) => void this.#reload(id));
  }

  async #adopt(): Promise<void> {
    const { scope, keptIn, inbox } = this.#options;
    if (keptIn === undefined || keptIn === scope) return;
    const isMoved = await adopt(this.#context, keptIn, (gone) => forgetJob(this.#context, gone));
    if (isMoved) inbox.changed();
  }

  #listen(): void {
    const { sharing } = this.#options.store;
    this.#deaf ??= [sharing.onWake(() => this.#waking.call()), sharing.onChange(() => this.#othersChanged())];
  }

  #othersChanged(): void {
    this.wake();
    if (!this.#options.store.sharing.isShared) return;
    this.#accepting.wake();
    if (this.#started) this.#following.wake();
  }

  /** Others may have written without a word that arrived here, so it looks now and then. */
  async #follow(): Promise<number> {
    await this.#adopt();
    if (await followOthers(this.#context)) this.wake();
    return FOLLOW_MS;
  }

  #announceNodes(): void {
    const { store, scope } = this.#options;
    announceNodes(
      store.sharing,
      scope,
      this.#nodes.all().map(({ id }) => id),
    );
  }

  /** A request of the connection before this one has ended. */
  async #reload(id: string): Promise<void> {
    const job = await this.#options.store.jobs.get(id).catch(() => undefined);
    if (job) this.#context.underWay.note(job);
    this.wake();
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
