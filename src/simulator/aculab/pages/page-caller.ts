import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { compact } from '../../../domain/compact';
import type { Clock } from '../../../domain/clock';
import { ownMachineUrl } from '../../http/own-machine';
import type { Waits } from '../../waits';
import type { Login } from '../account';
import type { PageName } from '../actions';
import type { AculabFaults } from '../fault';
import type { WireBehaviour } from '../wire-behaviour';
import { requestPage, type PageResult } from './page-request';
import type { PageReference } from './parse-action';

/** The pages in the service's configuration, as suffixes of the connection's webhook address. */
export const SERVICE_PAGES = {
  first: '/first',
  final: '/final',
  error: '/error',
  notification: '/messages',
} as const;
export type ServicePage = keyof typeof SERVICE_PAGES;

export interface PageCallerOptions {
  clock: Clock;
  waits: Waits;
  faults: AculabFaults;
  behaviour: WireBehaviour;
  /** How long one page may take to answer. */
  timeoutMs: number;
  /** Called after each request, answered or not. Must not throw. */
  onAsked: (asked: AskedPage) => void;
}

export interface PageOrder {
  page: PageName;
  at: PageReference;
  /** The call's instance; "" for messages. */
  instanceId: string;
  /** JSON, which a GET carries in the query `instance_info`. Undefined for a plain GET. */
  body?: string;
  /** Why the platform would reject an answer; undefined when it is right. */
  problemOf: (answer: { status: number; body: Buffer }) => string | undefined;
}

/** One request that the platform has made, and its result. */
export interface AskedPage {
  page: PageName;
  instanceId: string;
  url: string;
  method: string;
  body: string;
  answer: { status: number; body: string } | { failed: string };
  problem?: string;
}

const REPEAT_MS = 5_000;
const MAX_KEPT = 1_000;

/** Requests the customer's pages for the platform, and repeats requests that are not answered. */
export class PageCaller {
  readonly #options: PageCallerOptions;
  /** The most recent requests, oldest first. */
  readonly asked: AskedPage[] = [];
  #base: { url: string; login: Login | undefined } | undefined;
  #closed = false;
  /** Wakes those who wait for the pages' address, or for the end of a pause. All of them are woken by `close`. */
  readonly #waiting = new Set<() => void>();
  readonly #pausing = new Set<() => void>();
  #underWay = 0;
  readonly #agents: { http: HttpAgent; https: HttpsAgent };

  constructor(options: PageCallerOptions) {
    this.#options = options;
    // Shorter than servers keep idle connections: using one that the server is just closing would look like a failure.
    const pool = { keepAlive: true, timeout: 2_000 };
    this.#agents = {
      http: new HttpAgent(pool),
      // Certificates for this machine are self-signed.
      https: new HttpsAgent({ ...pool, rejectUnauthorized: false }),
    };
  }

  /** The number of requests that are running now. */
  get asking(): number {
    return this.#underWay;
  }

  /**
   * Sets the address of the customer's pages; with undefined, calls wait. Throws a TypeError for
   * anything but a URL of this machine.
   */
  callAt(url: string | undefined, login: Login | undefined): void {
    this.#base = url === undefined ? undefined : { url: ownMachineUrl(url).replace(/\/$/, ''), login };
    if (this.#base) wake(this.#waiting);
  }

  /** Resolves when the address of the pages is known, or when this closes. */
  async reachable(): Promise<void> {
    if (!this.#base && !this.#closed) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** The address of a page in the service's configuration. */
  servicePage(page: ServicePage): PageReference {
    return { url: `${this.#base?.url ?? ''}${SERVICE_PAGES[page]}`, method: this.#options.behaviour.pageMethod };
  }

  /** Requests a page; resolves with the result of the last attempt. Never rejects; makes no requests after `close`. */
  async ask(order: PageOrder): Promise<PageResult> {
    const { faults, behaviour } = this.#options;
    for (let tries = 1; !this.#closed; tries++) {
      const fault = faults.take('page', `page.${order.page}`)?.page;
      // A URL that cannot be requested counts as a broken connection.
      const result = await this.#askOnce(order, fault).catch((): PageResult => ({ failed: 'reset' }));
      if (this.#hasClosed()) break;
      this.#record(order, result);
      if (!isWorthRepeating(result) || tries > behaviour.pageRepeats) return result;
      await this.#pause();
    }
    return { failed: 'reset' };
  }

  /** Aborts running requests and wakes everything that waits. */
  close(): void {
    this.#closed = true;
    for (const agent of Object.values(this.#agents)) agent.destroy();
    wake(this.#waiting);
    wake(this.#pausing);
  }

  /** A method, because TypeScript would assume that `closed` cannot change during an `await`. */
  #hasClosed(): boolean {
    return this.#closed;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#pausing.add(resolve);
      this.#options.waits.after(REPEAT_MS, () => {
        this.#pausing.delete(resolve);
        resolve();
      });
    });
  }

  async #askOnce({ at, body }: PageOrder, fault: string | undefined): Promise<PageResult> {
    const { clock, timeoutMs, behaviour } = this.#options;
    if (fault === 'lost') return { failed: 'lost' };
    const url = new URL(at.url);
    if (at.method === 'GET' && body !== undefined) url.searchParams.set('instance_info', body);
    const type = behaviour.pageContentType;
    const headers: Record<string, string> = compact({
      'user-agent': 'Aculab Cloud (simulated)',
      'content-type': at.method === 'POST' && type !== 'none' ? type : undefined,
      ...this.#loginFor(url),
    });
    this.#underWay += 1;
    try {
      return await requestPage({
        url: url.href,
        method: at.method,
        headers,
        body,
        clock,
        timeoutMs,
        agent: url.protocol === 'https:' ? this.#agents.https : this.#agents.http,
        fault: fault === 'cut' || fault === 'unread' ? fault : undefined,
      });
    } finally {
      this.#underWay -= 1;
    }
  }

  /** The customer's login, only for URLs of the customer's own origin. */
  #loginFor(url: URL): Record<string, string> {
    const base = this.#base;
    if (!base?.login || new URL(base.url).origin !== url.origin) return {};
    const { username, password } = base.login;
    return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  }

  #record({ page, at, instanceId, body = '', problemOf }: PageOrder, result: PageResult): void {
    const problem = 'status' in result ? problemOf(result) : undefined;
    const asked: AskedPage = compact({
      page,
      instanceId,
      url: at.url,
      method: at.method,
      body,
      answer: 'status' in result ? { status: result.status, body: textOf(result.body) } : { failed: result.failed },
      problem,
    });
    this.asked.push(asked);
    if (this.asked.length > MAX_KEPT) this.asked.shift();
    this.#options.onAsked(asked);
  }
}

function isWorthRepeating(result: PageResult): boolean {
  return 'status' in result ? result.status >= 500 : !['lost', 'too-large', 'foreign'].includes(result.failed);
}

const MAX_TEXT_BYTES = 64 * 1024;

/** Records only short answers, which are texts; documents need not be recorded. */
function textOf(body: Buffer): string {
  return body.length > MAX_TEXT_BYTES ? '' : body.toString('utf8');
}

function wake(sleepers: Set<() => void>): void {
  const woken = [...sleepers];
  sleepers.clear();
  for (const resume of woken) resume();
}
