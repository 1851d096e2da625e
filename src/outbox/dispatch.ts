import { waitUntil } from '../domain/clock';
import type { JobHead } from '../store/job-store';
import { aliveSince } from '../store/sharing';
import { TokenBucket } from '../work/token-bucket';
import { closingOf } from './closing';
import { giveUpOrWait } from './next-look';
import { serviceOf } from './outgoing-call';
import { Requests, type RequestsContext } from './requests';
import { requestUnderWay } from './own-requests';

export interface DispatcherOptions extends RequestsContext {
  /** How many faxes may be on the line at once. */
  channelCount: number;
}

const UNSURE_MS = 1_000;
const PAGE = 200;
const LONGEST_PAGE = 20_000;

/**
 * Sends jobs that are due, in order, as far as channels, numbers and the provider allow. Only one request of each kind
 * waits for its answer at a time: so an outage leaves no more than that one unknown, and jobs arrive in order.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #bucket: TokenBucket;
  readonly #requests: Requests;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.clock);
    this.#requests = new Requests(options);
  }

  /** Resolves when every request under way has ended and its result is stored. */
  idle(): Promise<void> {
    return this.#requests.idle();
  }

  /** Starts what can start now. Resolves with the ms until the next step (undefined: only when woken). */
  async step(signal: AbortSignal): Promise<number | undefined> {
    const { store, scope, clock, underWay } = this.#options;
    const isStillOurs = aliveSince(store.sharing);
    const now = clock.now();
    for (let limit = PAGE; ; limit *= 10) {
      const due = await store.jobs.due({ scope, state: 'queued', now, limit });
      const passed = new Passed();
      for (const head of due) {
        if (signal.aborted || !isStillOurs()) return undefined;
        if (head.giveUpAt <= now) await this.#giveUp(head);
        else if (passed.isBefore(head)) continue;
        else if ((await this.#mayStartNow(head, signal)) && isStillOurs()) await this.#requests.start(head.id);
        else passed.add(head, this.#hasRoomFor(head.kind) && this.#bucket.waitMs === 0);
      }
      const all = due.length < limit;
      // A long backlog for one number must not hide what can go out behind it.
      if (all || limit >= LONGEST_PAGE || !this.#hasRoom()) {
        const next = await store.jobs.nextDue(scope, ['queued']);
        if (due.length === 0 && next === undefined && !this.#isSending) this.#options.standing.idle();
        return this.#pause({ now, due, ahead: [next, underWay.nextQuiet(now)] });
      }
    }
  }

  get #isSending(): boolean {
    return this.#requests.areOpen || this.#options.underWay.sending() > 0;
  }

  #hasRoom(): boolean {
    return this.#hasRoomFor('fax') || this.#hasRoomFor('sms');
  }

  #hasRoomFor(kind: JobHead['kind']): boolean {
    const { standing, channels, clock, underWay, channelCount } = this.#options;
    // While the time is not certain, a job whose time was over days ago would be sent.
    if (!clock.isSure) return false;
    if (!serviceOf(this.#options.provider, kind) || standing.sendWaitMs(kind) > 0 || channels.waitMs(kind) > 0)
      return false;
    if (standing.isProbing(kind)) return !this.#isSending;
    return underWay.sending(kind) === 0 && (kind === 'sms' || underWay.count(kind) < channelCount);
  }

  #mayStart({ id, kind, to }: JobHead): boolean {
    const { store, holding, underWay } = this.#options;
    if (!holding.isHeld || !store.sharing.isAlive || requestUnderWay(store.sharing, id) !== undefined) return false;
    return this.#hasRoomFor(kind) && !underWay.isTaken(kind, to);
  }

  async #mayStartNow(head: JobHead, signal: AbortSignal): Promise<boolean> {
    if (!this.#mayStart(head)) return false;
    if (this.#options.standing.needsProof && !(await this.#prove(signal))) return false;
    return !signal.aborted && this.#mayStart(head) && this.#bucket.take();
  }

  /** A request to send may not be repeated, so before it a harmless request has to succeed. */
  async #prove(signal: AbortSignal): Promise<boolean> {
    const { provider, standing } = this.#options;
    try {
      await provider.ping(signal);
    } catch (error) {
      if (signal.aborted || standing.unproven(error)) return false;
    }
    standing.proven();
    return true;
  }

  /**
   * Time until a waiting job may be sent; when a channel or number becomes free, the dispatcher is woken. `now` is the
   * time of the search, which did not find jobs that came due later.
   */
  #pause(found: { now: number; due: JobHead[]; ahead: (number | undefined)[] }): number | undefined {
    const { standing, channels, clock } = this.#options;
    const { now, due, ahead } = found;
    if (!clock.isSure) return UNSURE_MS;
    // A wait has ended since the search.
    if (this.#bucket.waitMs === 0 && this.#hasRoom() && due.some((head) => this.#mayStart(head))) return 0;
    const times = [...due.map(({ giveUpAt }) => giveUpAt), ...ahead].filter((time) => time !== undefined);
    const kinds = [...new Set(due.map(({ kind }) => kind))];
    const waits = [
      ...times.filter((time) => time > now).map((time) => waitUntil(clock, time)),
      ...kinds.map((kind) => Math.max(standing.sendWaitMs(kind), channels.waitMs(kind))).filter((ms) => ms > 0),
      ...(due.length > 0 && this.#bucket.waitMs > 0 ? [clock.scaled(this.#bucket.waitMs)] : []),
    ];
    const first = Math.min(...waits);
    return Number.isFinite(first) ? first : undefined;
  }

  async #giveUp({ id }: JobHead): Promise<void> {
    const { store, jobs, clock } = this.#options;
    const closing = await closingOf(this.#options, await store.jobs.get(id));
    await jobs.update(id, (job) => (job.state === 'queued' ? giveUpOrWait(job, closing, clock) : undefined));
  }
}

/** Jobs that could not be sent: if room appears in the middle of a search, no later job may overtake them. */
class Passed {
  readonly #kinds = new Set<JobHead['kind']>();
  readonly #numbers = new Set<string>();

  /** `hasRoom`: only its own number held the job back, so jobs for other numbers may go. */
  add({ kind, to }: JobHead, hasRoom: boolean): void {
    if (hasRoom) this.#numbers.add(`${kind} ${to}`);
    else this.#kinds.add(kind);
  }

  isBefore({ kind, to }: JobHead): boolean {
    return this.#kinds.has(kind) || this.#numbers.has(`${kind} ${to}`);
  }
}
