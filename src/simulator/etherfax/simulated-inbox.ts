import type { Clock } from '../../domain/clock';
import { pause } from '../../work/pause';
import type { InboxFax } from './inbox-fax';

/** One request `inbox?a=received` for a known fax. */
export interface Mark {
  jobId: string;
  /** ms since the epoch. */
  at: number;
  /** The fax had been marked before. */
  repeated: boolean;
}

/** The vendor hides a fax returned by `getnext` for this long, unless it is marked as received. */
const LOCK_MS = 5 * 60_000;

/** The received faxes of the account, in order of arrival. */
export class SimulatedInbox {
  readonly #clock: Clock;
  readonly marks: Mark[] = [];
  readonly #all = new Map<string, InboxFax>();
  readonly #open = new Map<string, InboxFax>();
  /** JobId → when the lock ends, in monotonic ms. */
  readonly #locks = new Map<string, number>();
  #arrival = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(fax: InboxFax): void {
    this.#all.set(fax.jobId, fax);
    this.#open.set(fax.jobId, fax);
    this.#arrival.abort();
    this.#arrival = new AbortController();
  }

  find(jobId: string): InboxFax | undefined {
    return this.#all.get(jobId);
  }

  /** The unread faxes as the service counts and lists them, without locked ones. */
  unread(): InboxFax[] {
    return [...this.#open.values()].filter(({ jobId }) => !this.#isLocked(jobId));
  }

  received(): InboxFax[] {
    return [...this.#all.values()].filter(({ jobId }) => !this.#open.has(jobId));
  }

  /** Returns the oldest unread fax and locks it. */
  next(): InboxFax | undefined {
    const [fax] = this.unread();
    if (fax) this.#locks.set(fax.jobId, this.#clock.monotonic() + this.#clock.scaled(LOCK_MS));
    return fax;
  }

  /** Returns undefined for an unknown fax. */
  markReceived(jobId: string): Mark | undefined {
    if (!this.#all.has(jobId)) return undefined;
    const mark = { jobId, at: this.#clock.now(), repeated: !this.#open.delete(jobId) };
    this.#locks.delete(jobId);
    this.marks.push(mark);
    return mark;
  }

  /** Makes a received fax unread again, like a service that has lost the mark. */
  unmark(jobId: string): void {
    const fax = this.#all.get(jobId);
    if (fax) this.#open.set(jobId, fax);
  }

  /** Resolves when a fax is unread, after `ms`, or when the signal aborts. */
  async waitForUnread(ms: number, signal: AbortSignal): Promise<void> {
    if (this.unread().length > 0) return;
    const { signal: arrived } = this.#arrival;
    const ended = new AbortController();
    const end = (): void => ended.abort();
    signal.addEventListener('abort', end);
    arrived.addEventListener('abort', end);
    await pause(this.#clock, signal.aborted ? 0 : ms, ended.signal);
    signal.removeEventListener('abort', end);
    arrived.removeEventListener('abort', end);
  }

  #isLocked(jobId: string): boolean {
    const until = this.#locks.get(jobId);
    return until !== undefined && this.#clock.monotonic() < until;
  }
}
