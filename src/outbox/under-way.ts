import type { Clock } from '../domain/clock';
import { isFaxJob, type Job, type JobState, type Order } from '../domain/job';
import { mayBeSameNumber } from '../domain/numbers/same-number';

/**
 * How long a provider may take until what it accepted without answering shows
 * (docs/faxes.md#verdicts-that-prove-nothing).
 */
export const QUIET_MS: Record<Order['kind'], number> = { fax: 15 * 60_000, sms: 2 * 60_000 };

interface Call {
  kind: Order['kind'];
  to: string;
  state: Exclude<JobState, 'queued' | 'finished'>;
  callAt: number;
}

/** What is under way now: which numbers and channels are taken. */
export class UnderWay {
  /** Calls that take a channel or a number; an accepted SMS takes neither. */
  readonly #calls = new Map<string, Call>();

  constructor(private readonly clock: Clock) {}

  note(job: Job): void {
    const { id, state, order, callAt = 0 } = job;
    this.#calls.delete(id);
    if (state === 'queued' || state === 'finished' || (!isFaxJob(job) && state === 'accepted')) return;
    this.#calls.set(id, { kind: order.kind, to: order.to, state, callAt });
  }

  /** Faxes on the line, or SMS that the provider has not answered for yet. */
  count(kind: Order['kind']): number {
    return this.#of(kind).filter(({ state }) => state !== 'unknown').length;
  }

  /** Requests that wait for the provider's answer, of one kind or of both. */
  sending(kind?: Order['kind']): number {
    const calls = [...this.#calls.values()].filter(({ state }) => state === 'sending');
    return calls.filter((call) => kind === undefined || call.kind === kind).length;
  }

  /**
   * Calling a number twice at once makes it busy by ourselves; and while a call to it may have got through unnoticed,
   * the next one would perhaps send it twice.
   */
  isTaken(kind: Order['kind'], to: string): boolean {
    return this.#of(kind).some(
      (call) => (call.state !== 'unknown' || !this.#isQuiet(call)) && mayBeSameNumber(call.to, to),
    );
  }

  /** When the first number that is only kept quiet comes free after `now`; undefined = none does. */
  nextQuiet(now: number): number | undefined {
    const ends = [...this.#calls.values()]
      .filter(({ state }) => state === 'unknown')
      .map(({ kind, callAt }) => callAt + this.clock.scaled(QUIET_MS[kind]))
      .filter((end) => end > now);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** A status of an unknown provider id may belong to a job whose provider id we do not know yet. */
  get awaitsAnswer(): boolean {
    return [...this.#calls.values()].some(
      (call) => call.state === 'sending' || (call.state === 'unknown' && !this.#isQuiet(call)),
    );
  }

  /** Has what the provider took without answering had time to show? */
  #isQuiet({ kind, callAt }: Call): boolean {
    return callAt + this.clock.scaled(QUIET_MS[kind]) <= this.clock.now();
  }

  #of(kind: Order['kind']): Call[] {
    return [...this.#calls.values()].filter((call) => call.kind === kind);
  }
}

/**
 * Requests that are on their way in this process, by job id. A deploy may end the connection that made one: it goes on
 * and writes its own result, so that nobody takes it for a request that was cut off.
 */
const requests = new Map<string, Promise<void>>();

export function keepRequest(jobId: string, call: Promise<void>): void {
  requests.set(jobId, call);
  void call.finally(() => {
    if (requests.get(jobId) === call) requests.delete(jobId);
  });
}

/** Resolves when the call has ended; undefined = none is under way. */
export function requestUnderWay(jobId: string): Promise<void> | undefined {
  return requests.get(jobId);
}
