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

/** Below the connection's webhook address: the pages that a service is configured with. */
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
  /** How long one page may take. */
  timeoutMs: number;
  /** After each answer or its lack. Must not throw. */
  onAsked: (asked: AskedPage) => void;
}

export interface PageOrder {
  page: PageName;
  at: PageReference;
  /** Of the call; "" for messages. */
  instanceId: string;
  /** JSON; as the query `instance_info` where the page is asked by GET. None: a plain GET. */
  body?: string;
  /** What the vendor would hold against an answer. */
  problemOf: (answer: { status: number; body: Buffer }) => string | undefined;
}

/** One request that was made of us, and what became of it. */
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

/** The platform asking its customer's pages, again where there is no answer. */
export class PageCaller {
  /** The most recent ones, oldest first. */
  readonly asked: AskedPage[] = [];
  private base: { url: string; login: Login | undefined } | undefined;
  private closed = false;
  /** What goes on once the pages are somewhere, or after a pause, and in any case when this closes. */
  private readonly waiting = new Set<() => void>();
  private readonly pausing = new Set<() => void>();
  private underWay = 0;
  private readonly agents: { http: HttpAgent; https: HttpsAgent };

  constructor(private readonly options: PageCallerOptions) {
    // Shorter than receivers keep an idle connection: one that they are just closing would look like a failure.
    const pool = { keepAlive: true, timeout: 2_000 };
    this.agents = {
      http: new HttpAgent(pool),
      // A certificate for the machine itself is one that somebody made himself.
      https: new HttpsAgent({ ...pool, rejectUnauthorized: false }),
    };
  }

  /** Requests now on their way. */
  get asking(): number {
    return this.underWay;
  }

  /** Where the customer's pages are from now on; undefined: nowhere, and calls wait. Throws a TypeError on what is no URL of this machine. */
  callAt(url: string | undefined, login: Login | undefined): void {
    this.base = url === undefined ? undefined : { url: ownMachineUrl(url).replace(/\/$/, ''), login };
    if (this.base) wake(this.waiting);
  }

  /** Resolves once the pages are somewhere, or this closes. */
  async reachable(): Promise<void> {
    if (!this.base && !this.closed) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  /** A page of the service's configuration. */
  servicePage(page: ServicePage): PageReference {
    return { url: `${this.base?.url ?? ''}${SERVICE_PAGES[page]}`, method: this.options.behaviour.pageMethod };
  }

  /** The last try's result. Never rejects, and asks nothing any more once this has closed. */
  async ask(order: PageOrder): Promise<PageResult> {
    const { faults, behaviour } = this.options;
    for (let tries = 1; !this.closed; tries++) {
      const fault = faults.take('page', `page.${order.page}`)?.page;
      // What cannot be requested at all counts as a broken connection.
      const result = await this.askOnce(order, fault).catch((): PageResult => ({ failed: 'reset' }));
      if (this.hasClosed()) break;
      this.record(order, result);
      if (!isWorthRepeating(result) || tries > behaviour.pageRepeats) return result;
      await this.pause();
    }
    return { failed: 'reset' };
  }

  /** Cuts what is on its way; nobody waits any more. */
  close(): void {
    this.closed = true;
    for (const agent of Object.values(this.agents)) agent.destroy();
    wake(this.waiting);
    wake(this.pausing);
  }

  /** It may have, while something was awaited, which the type checker does not see. */
  private hasClosed(): boolean {
    return this.closed;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      this.pausing.add(resolve);
      this.options.waits.after(REPEAT_MS, () => {
        this.pausing.delete(resolve);
        resolve();
      });
    });
  }

  private async askOnce({ at, body }: PageOrder, fault: string | undefined): Promise<PageResult> {
    const { clock, timeoutMs, behaviour } = this.options;
    if (fault === 'lost') return { failed: 'lost' };
    const url = new URL(at.url);
    if (at.method === 'GET' && body !== undefined) url.searchParams.set('instance_info', body);
    const type = behaviour.pageContentType;
    const headers: Record<string, string> = compact({
      'user-agent': 'Aculab Cloud (simulated)',
      'content-type': at.method === 'POST' && type !== 'none' ? type : undefined,
      ...this.loginFor(url),
    });
    this.underWay += 1;
    try {
      return await requestPage({
        url: url.href,
        method: at.method,
        headers,
        body,
        clock,
        timeoutMs,
        agent: url.protocol === 'https:' ? this.agents.https : this.agents.http,
        fault: fault === 'cut' || fault === 'unread' ? fault : undefined,
      });
    } finally {
      this.underWay -= 1;
    }
  }

  /** Nobody else is told the customer's login. */
  private loginFor(url: URL): Record<string, string> {
    const { base } = this;
    if (!base?.login || new URL(base.url).origin !== url.origin) return {};
    const { username, password } = base.login;
    return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  }

  private record({ page, at, instanceId, body = '', problemOf }: PageOrder, result: PageResult): void {
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
    this.options.onAsked(asked);
  }
}

function isWorthRepeating(result: PageResult): boolean {
  return 'status' in result ? result.status >= 500 : !['lost', 'too-large', 'foreign'].includes(result.failed);
}

const MAX_TEXT_BYTES = 64 * 1024;

/** A document is no text, and need not be kept. */
function textOf(body: Buffer): string {
  return body.length > MAX_TEXT_BYTES ? '' : body.toString('utf8');
}

function wake(sleepers: Set<() => void>): void {
  const woken = [...sleepers];
  sleepers.clear();
  for (const resume of woken) resume();
}
