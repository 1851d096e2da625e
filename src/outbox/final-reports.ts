import { type Clock, toIso } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Source } from '../domain/events';
import type { FaxStatus } from '../domain/fax';
import type { Job, JobMessage } from '../domain/job';
import type { Log } from '../domain/log';
import type { SmsStatus } from '../domain/sms';
import type { JobStore } from '../store/job-store';
import { type Jobs, statusKey } from './job-changes';
import { isFaxStatus } from './job-steps';

/** One flow node that sends: what its jobs tell it. Calls that throw are taken as not made. */
export interface SendingNode {
  /** The node's id. */
  id: string;
  /** At most once a job, and only in the process that submitted it: with the live message that `submit` got. */
  accepted: (report: JobReport) => void;
  /** Exactly once for every message taken, also one that joined; may repeat after a crash, with `redelivered`. */
  finished: (report: JobReport) => void;
  /** Adds to a final status what takes a while to make; flows may stop meanwhile. Never rejects. */
  prepare?: (report: JobReport) => Promise<JobReport>;
  /** Where a job of this node stands now, or how it has ended, for the node's status. */
  progress: (status: FaxStatus | SmsStatus) => void;
}

/** What a fax costs: pages, bytes of its document, and seconds on the line, by and large. */
export interface FaxSize {
  pages?: number;
  bytes: number;
  seconds?: number;
}

export interface JobReport {
  kind: 'fax.status' | 'sms.status';
  /** The key of the status's event. */
  key: string;
  status: FaxStatus | SmsStatus;
  /** What is sent, of a fax. */
  fax?: FaxSize;
  /** A page (PDF) that tells what became of it. */
  pdf?: Buffer;
  /** `finished`: the saved message. `accepted`: the live one. */
  message: Record<string, unknown>;
  /** How the status came, where the provider told it. */
  source: Source;
  storedAt: string;
  /** How often this was told, this time included. */
  attempt: number;
  redelivered: boolean;
  raw: Record<string, unknown>;
}

export interface FinalReportsOptions {
  store: JobStore;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  scope: Scope;
  senders: ReadonlyMap<string, SendingNode>;
}

const PAGE = 20;
/** A flow that crashes Node-RED on this message would do so at every start: the last time it counts as told beforehand. */
const MOST_TELLINGS = 5;

/** Hands each final status to the node whose message began the job, with that message, once for every message. */
export class FinalReports {
  constructor(private readonly options: FinalReportsOptions) {}

  /** Tells what can be told now. Resolves with 0 where more may follow. */
  async step(signal: AbortSignal): Promise<number | undefined> {
    const { store, scope, senders } = this.options;
    let told = 0;
    for (const sender of [...senders.values()]) {
      for (const id of await store.untold(scope, sender.id, PAGE)) {
        if (signal.aborted) return undefined;
        if (await this.#tell(id, sender, signal)) told += 1;
      }
    }
    return told > 0 ? 0 : undefined;
  }

  /** The attempt is written before the message goes out, so that after a crash the next one says `redelivered`. */
  async #tell(id: string, sender: SendingNode, signal: AbortSignal): Promise<boolean> {
    const { jobs, senders, log } = this.options;
    const isOurs = ({ node, told }: JobMessage): boolean => node === sender.id && !told;
    const counted = await jobs.update(id, (job) =>
      changed(job, (message) => (isOurs(message) ? { ...message, tellings: message.tellings + 1 } : message)),
    );
    if (counted === undefined) return false;
    const ours = counted.messages.filter(isOurs);
    const tellings = await this.#prepare(
      ours.map((message) => this.#report(counted, message)),
      sender,
    );
    // While it was written, flows may have stopped or the node gone: it is told when they are back.
    if (signal.aborted || senders.get(sender.id) !== sender) return false;
    const open = new Set(counted.messages.flatMap((message, index) => (isOurs(message) ? [index] : [])));
    const settle = (told: boolean) =>
      jobs.update(id, (job) =>
        changed(job, (message, index) => (open.has(index) && message.told !== told ? { ...message, told } : message)),
      );
    const isLast = ours.some(({ tellings }) => tellings >= MOST_TELLINGS);
    if (isLast) await settle(true);
    try {
      for (const report of tellings) sender.finished(report);
    } catch {
      log.error(`a node failed while it took the end of job ${id}: it is told again later`);
      if (isLast) await settle(false);
      return false;
    }
    // On the next turn, so that a crash while the flow takes the message still finds it untold.
    await new Promise<void>((resolve) => setImmediate(resolve));
    await settle(true);
    return true;
  }

  #prepare(tellings: JobReport[], { prepare }: SendingNode): Promise<JobReport[]> {
    return prepare ? Promise.all(tellings.map(prepare)) : Promise.resolve(tellings);
  }

  #report(job: Job, { message, tellings }: JobMessage): JobReport {
    return { ...reportOf(job, this.options.clock), message, attempt: tellings, redelivered: tellings > 1 };
  }
}

/** What is told of a job, to whichever of its messages. */
export function reportOf(job: Job, clock: Clock): Omit<JobReport, 'message' | 'attempt' | 'redelivered'> {
  const { status, origin } = job;
  const fax = faxSize(job);
  return {
    kind: isFaxStatus(status) ? 'fax.status' : 'sms.status',
    key: statusKey(job),
    status,
    ...(fax && { fax }),
    source: origin?.source ?? 'poll',
    storedAt: toIso(origin?.storedAt ?? clock.wall()),
    raw: origin?.raw ?? {},
  };
}

function faxSize({ order }: Job): FaxSize | undefined {
  if (order.kind !== 'fax') return undefined;
  const { pages, seconds, documents } = order;
  return {
    ...(pages !== undefined && { pages }),
    bytes: documents.reduce((sum, { size }) => sum + size, 0),
    ...(seconds !== undefined && { seconds }),
  };
}

function changed(job: Job, change: (message: JobMessage, index: number) => JobMessage) {
  if (job.state !== 'finished') return undefined;
  const messages = job.messages.map(change);
  const isSame = messages.every((message, index) => message === job.messages[index]);
  if (isSame) return undefined;
  const next: Job = { ...job, messages };
  if (messages.every(({ told }) => told)) delete next.origin;
  return { job: next, isNews: false };
}
