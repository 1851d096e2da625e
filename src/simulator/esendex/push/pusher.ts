import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '../../../domain/clock';
import { ownMachineUrl } from '../../http/own-machine';
import type { Waits } from '../../waits';
import type { Login } from '../account';
import type { EsendexFaults } from '../fault';
import type { Delivery, Protocol } from '../inject';
import type { WireBehaviour } from '../wire-behaviour';
import { composePush, protocolFor } from './compose-push';
import { Fifo } from './fifo';
import { itemIdOf, type Notification } from './notification';
import { post, type PostResult } from './post';
import { isSoapAnswer } from './soap-push';

export interface PusherOptions {
  clock: Clock;
  waits: Waits;
  behaviour: WireBehaviour;
  faults: EsendexFaults;
  signal: AbortSignal;
  /** The pauses in ms after the first, second, … failed attempt; the last one repeats. */
  schedule: readonly number[];
  timeoutMs: number;
  /** How many posts run at once. */
  parallel: number;
  onChange: (change: PushChange) => void;
}

/** `itemId` is that of the message or opt-out; `answer` is a status, or why there was none. */
export type PushChange =
  | { type: 'push.answered'; itemId: string; attempt: number; answer: string }
  | { type: 'push.done' | 'push.gave-up'; itemId: string };

export interface PushTarget {
  url: string;
  /** The login that the customer entered with the URL: sent as Basic with XML, in the body with form and SOAP. */
  basic?: Login;
}

/** An e-mail that the service would send to the account's technical contact. */
export interface FailureMail {
  itemId: string;
  status: number;
  body: string;
}

interface Push {
  notification: Notification;
  protocol: Protocol;
  id: string;
  attempts: number;
  /** Monotonic ms. */
  startedAt?: number;
  onTried: () => void;
}

export interface PushOrder {
  protocol: Protocol;
  deliver: Delivery;
}

/** The vendor repeats a push that is not answered with 200 for this long. */
const GIVE_UP_MS = 72 * 60 * 60_000;
const LATE_MS = 60 * 60_000;
const MAX_MAILS = 1_000;

/** Posts notifications to the customer, and repeats each one until it is answered with exactly 200. */
export class Pusher {
  readonly #options: PusherOptions;
  readonly mails: FailureMail[] = [];
  #target: (PushTarget & { agent: HttpAgent }) | undefined;
  readonly #due = new Fifo<Push>();
  readonly #open = new Set<Push>();
  readonly #lost: Push[] = [];
  readonly #answered: Record<string, number> = {};
  #soapMismatches = 0;
  #posting = 0;
  #held: (() => void) | undefined;

  constructor(options: PusherOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#target?.agent.destroy());
  }

  /** Without a target, pushes wait. Throws a TypeError for anything but a URL of this machine. */
  setTarget(target: PushTarget | undefined): void {
    this.#target?.agent.destroy();
    this.#target = target && {
      ...target,
      url: ownMachineUrl(target.url),
      agent: agentFor(target.url),
    };
    this.#pump();
  }

  /** Resolves after the first attempt, or at once if that has to wait. */
  push(notification: Notification, { protocol, deliver }: PushOrder): Promise<void> {
    const times = deliver === 'push-twice' ? 2 : 1;
    const id = notification.kind === 'opt-out' ? notification.optOut.id : randomUUID();
    const start = (onTried: () => void): void => {
      for (let time = 0; time < times; time++) {
        this.#enqueue({ notification, id, attempts: 0, onTried, protocol: protocolFor(notification.kind, protocol) });
      }
    };
    switch (deliver) {
      case 'poll-only':
        return Promise.resolve();
      case 'late':
        this.#options.waits.after(LATE_MS, () => start(() => undefined));
        return Promise.resolve();
      case 'reordered':
        this.#release();
        this.#held = () => start(() => undefined);
        return Promise.resolve();
      case 'push':
      case 'push-twice':
        return new Promise((resolve) => {
          start(resolve);
          if (!this.#target) resolve();
          this.#release();
        });
    }
  }

  /** The ids of messages and opt-outs with a push that has not been answered with 200 yet. */
  outstanding(): string[] {
    return [...this.#open].map(({ notification }) => itemIdOf(notification));
  }

  givenUp(): string[] {
    return this.#lost.map(({ notification }) => itemIdOf(notification));
  }

  /** How often there was each status, or `refused`, `reset`, `timeout` or a fault instead of an answer. */
  answers(): Record<string, number> {
    return { ...this.#answered };
  }

  /** The number of answers to SOAP with status 200 that were not the documented empty response. */
  wrongSoapAnswers(): number {
    return this.#soapMismatches;
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.();
  }

  #enqueue(push: Push): void {
    if (this.#options.signal.aborted) return;
    this.#open.add(push);
    this.#due.push(push);
    this.#pump();
  }

  #pump(): void {
    const { parallel, signal } = this.#options;
    while (this.#target && this.#posting < parallel && !signal.aborted) {
      const push = this.#due.shift();
      if (!push) return;
      this.#posting += 1;
      // A URL that cannot be requested counts as a broken connection.
      const attempt = this.#attempt(push, this.#target).catch((): PostResult => ({ failed: 'reset' }));
      void attempt.then((result) => {
        this.#posting -= 1;
        this.#settle(push, result);
        this.#pump();
      });
    }
  }

  async #attempt(push: Push, { url, basic, agent }: PushTarget & { agent: HttpAgent }): Promise<PostResult> {
    const { clock, waits, behaviour, faults, timeoutMs } = this.#options;
    if (push.attempts > 0 && behaviour.repeatedId === 'new' && push.notification.kind !== 'opt-out') {
      push.id = randomUUID();
    }
    push.attempts += 1;
    push.startedAt ??= clock.monotonic();
    const body = composePush(push.protocol, push.notification, { behaviour, id: push.id, login: basic });
    return post({ ...body, url, agent, clock, waits, timeoutMs, fault: faults.take('post', 'push')?.post });
  }

  #settle(push: Push, result: PostResult): void {
    const { signal, onChange } = this.#options;
    if (signal.aborted) return;
    const itemId = itemIdOf(push.notification);
    const answer = 'status' in result ? String(result.status) : result.failed;
    this.#answered[answer] = (this.#answered[answer] ?? 0) + 1;
    onChange({ type: 'push.answered', itemId, attempt: push.attempts, answer });
    push.onTried();
    if (!('status' in result) || result.status !== 200) {
      if ('status' in result) this.#mail({ itemId, status: result.status, body: String(result.body) });
      this.#repeat(push);
      return;
    }
    if (push.protocol === 'soap' && !isSoapAnswer(String(result.body), push.notification)) this.#soapMismatches += 1;
    this.#open.delete(push);
    onChange({ type: 'push.done', itemId });
  }

  #repeat(push: Push): void {
    const { clock, waits, schedule, onChange } = this.#options;
    const waitMs = schedule[Math.min(push.attempts, schedule.length) - 1] ?? 0;
    const elapsed = clock.monotonic() - (push.startedAt ?? 0);
    if (elapsed + clock.scaled(waitMs) > clock.scaled(GIVE_UP_MS)) {
      this.#open.delete(push);
      this.#lost.push(push);
      onChange({ type: 'push.gave-up', itemId: itemIdOf(push.notification) });
      return;
    }
    waits.after(waitMs, () => {
      this.#due.push(push);
      this.#pump();
    });
  }

  #mail(mail: FailureMail): void {
    this.mails.push(mail);
    if (this.mails.length > MAX_MAILS) this.mails.shift();
  }
}

/** Accepts any certificate, because those for this machine are self-signed. */
function agentFor(url: string): HttpAgent {
  // Shorter than servers keep idle connections: using one that the server is just closing would look like a failure.
  const options = { keepAlive: true, timeout: 2_000 };
  return new URL(url).protocol === 'https:'
    ? new HttpsAgent({ ...options, rejectUnauthorized: false })
    : new HttpAgent(options);
}
