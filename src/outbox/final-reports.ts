import { fromNow, toIso, waitUntil, type Clock } from '../domain/clock';
import { compact } from '../domain/compact';
import { isFaxJob, isFaxStatus, type Job, type JobMessage } from '../domain/job';
import { without } from '../domain/without';
import { statusKey } from './job-changes';
import { aliveSince } from '../store/sharing';
import type { Step } from './job-steps';
import type { OutboxContext } from './outbox-context';
import type { FaxSize, JobReport, SendingNode, SendingNodes } from './sending-nodes';
import { Reporters } from './reporters';
import { claimed, isForOthers, unclaimed } from './who-reports';

export type FinalReportsContext = Pick<OutboxContext, 'store' | 'jobs' | 'clock' | 'log' | 'scope'> & {
  nodes: SendingNodes;
};

const PAGE = 20;
/**
 * A flow that crashes on this message would crash Node-RED at every start: the last try is marked as reported
 * beforehand.
 */
const MOST_REPORTS = 5;
/** Pause if other instances may have taken this one for gone: they may have claimed the same reports. */
const NOT_NOW_MS = 1_000;
/**
 * A node that threw at a message would most likely throw again: it gets it again after this time, or after a deploy.
 */
const FAILED_MS = 60_000;

/**
 * Output 2: hands each final status to the node that submitted the job, once for every message and with that message.
 */
export class FinalReports {
  readonly #context: FinalReportsContext;
  readonly #reporters: Reporters;
  /**
   * Nodes that threw at the final status of a job, by job and node, with the steady time until which they are left
   * alone.
   */
  readonly #failed = new Map<string, { node: SendingNode; until: number }>();
  /** Messages that the flow has, by job and place, but that are not stored as reported yet. */
  readonly #reported = new Map<string, Set<number>>();

  constructor(context: FinalReportsContext) {
    this.#context = context;
    this.#reporters = new Reporters(context.store.sharing, context.clock);
  }

  /** Reports what can be reported now. Resolves with the ms until the next step: 0 if there may be more. */
  async step(signal: AbortSignal): Promise<number | undefined> {
    const { store, nodes } = this.#context;
    const isStillOurs = aliveSince(store.sharing);
    await this.noteReported();
    this.#reporters.look();
    this.#forgetFailed();
    let reported = 0;
    for (const node of nodes.all()) reported += await this.#reportAll(node, signal);
    if (!isStillOurs()) return NOT_NOW_MS;
    return reported > 0 ? 0 : this.#againInMs;
  }

  /** Stores what has been reported: otherwise it is reported again. Rejects with `StoreError`. */
  async noteReported(): Promise<void> {
    const { jobs } = this.#context;
    for (const [id, places] of this.#reported) {
      await jobs.update(id, (job) => withMessages(job, asReported(places)));
      this.#reported.delete(id);
    }
  }

  get #againInMs(): number | undefined {
    const again = Math.min(...[...this.#failed.values()].map(({ until }) => waitUntil(this.#context.clock, until)));
    const inMs = Math.min(this.#reporters.againInMs ?? Infinity, again);
    return inMs === Infinity ? undefined : inMs;
  }

  #forgetFailed(): void {
    const { clock, nodes } = this.#context;
    for (const [name, { node, until }] of this.#failed) {
      if (clock.now() >= until || nodes.get(node.id) !== node) this.#failed.delete(name);
    }
  }

  /** Reports a page. Pages full of jobs that other instances report, or that this node threw at, are passed over. */
  async #reportAll(node: SendingNode, signal: AbortSignal): Promise<number> {
    const { store, scope } = this.#context;
    for (let after = 0, reported = 0; ;) {
      const page = await store.jobs.unreported({ scope, node: node.id, after, limit: PAGE });
      for (const { id, seq } of page) {
        if (signal.aborted) return 0;
        if (await this.#report(id, node, signal)) reported += 1;
        after = seq;
      }
      if (reported > 0 || page.length < PAGE) return reported;
    }
  }

  /** The attempt is stored before the message goes out, so that after a crash the next one says `redelivered`. */
  async #report(id: string, node: SendingNode, signal: AbortSignal): Promise<boolean> {
    if (this.#failed.has(`${id} ${node.id}`)) return false;
    const { jobs, nodes, log, scope, store, clock } = this.#context;
    const { sharing } = store;
    const isStillOurs = aliveSince(sharing);
    if (!isStillOurs()) return false;
    const isOpen = (message: JobMessage): boolean => message.node === node.id && !message.told;
    let places = new Set<number>();
    const counted = await jobs.update(id, (job) => {
      places = placesOf(job, (message) => isOpen(message) && !isForOthers(sharing, this.#reporters, scope, message));
      return withMessages(job, (message, place) => (places.has(place) ? claimed(sharing, message) : message));
    });
    if (counted === undefined) return false;
    const open = counted.messages.filter((_, place) => places.has(place));
    const reports = await this.#prepared(counted, open, node);
    const change = (to: (message: JobMessage) => JobMessage): Promise<unknown> =>
      jobs.update(id, (job) => withMessages(job, (message, place) => (places.has(place) ? to(message) : message)));
    const leave = (): Promise<unknown> => change((message) => unclaimed(sharing, message));
    // Meanwhile flows may have stopped, the node been removed, or another instance taken over: then it is reported
    // later.
    if (signal.aborted || nodes.get(node.id) !== node || !isStillOurs()) {
      await leave();
      return false;
    }
    if (sharing.isShared) nodes.showProgress(counted);
    const isLast = open.some(({ tellings }) => tellings >= MOST_REPORTS);
    if (isLast) await jobs.update(id, (job) => withMessages(job, asReported(places)));
    try {
      for (const report of reports) node.finished(report);
    } catch {
      this.#failed.set(`${id} ${node.id}`, { node, until: fromNow(clock, FAILED_MS) });
      log.error(`a node failed while it took the final status of job ${id}: it gets it again later`);
      if (isLast) await change((message) => ({ ...message, told: false }));
      await leave();
      return false;
    }
    // Marked on the next turn of the event loop, so that after a flow that crashes on the message it is reported again.
    this.#reported.set(id, new Set([...(this.#reported.get(id) ?? []), ...places]));
    await new Promise<void>((resolve) => setImmediate(resolve));
    await this.noteReported();
    return true;
  }

  #prepared(job: Job, messages: JobMessage[], { prepare }: SendingNode): Promise<JobReport[]> {
    const shared = reportOf(job, this.#context.clock);
    const reports = messages.map(({ message, tellings }) => {
      return { ...shared, message, attempt: tellings, redelivered: tellings > 1 };
    });
    return prepare ? Promise.all(reports.map(prepare)) : Promise.resolve(reports);
  }
}

type SharedReport = Omit<JobReport, 'message' | 'attempt' | 'redelivered'>;

/** The part of a report that is the same for all messages of the job. */
export function reportOf(job: Job, clock: Clock): SharedReport {
  const { status, origin } = job;
  return compact<SharedReport>({
    kind: isFaxStatus(status) ? 'fax.status' : 'sms.status',
    key: statusKey(job),
    status,
    fax: faxSize(job),
    source: origin?.source ?? 'poll',
    storedAt: toIso(origin?.storedAt ?? clock.wall()),
    raw: origin?.raw ?? {},
  });
}

function faxSize(job: Job): FaxSize | undefined {
  if (!isFaxJob(job)) return undefined;
  const { pages, seconds, documents } = job.order;
  return compact<FaxSize>({ pages, bytes: documents.reduce((sum, { size }) => sum + size, 0), seconds });
}

function placesOf({ messages }: Job, isMeant: (message: JobMessage) => boolean): Set<number> {
  return new Set(messages.flatMap((message, place) => (isMeant(message) ? [place] : [])));
}

function asReported(places: ReadonlySet<number>) {
  return (message: JobMessage, place: number): JobMessage =>
    places.has(place) && !message.told ? { ...message, told: true } : message;
}

function withMessages(job: Job, change: (message: JobMessage, place: number) => JobMessage): Step | undefined {
  if (job.state !== 'finished') return undefined;
  const messages = job.messages.map(change);
  if (messages.every((message, place) => message === job.messages[place])) return undefined;
  const next: Job = { ...job, messages };
  return { job: messages.every(({ told }) => told) ? without(next, 'origin') : next, isNews: false };
}
