import { setImmediate as turn } from 'node:timers/promises';
import type { Scope } from '../../src/domain/event-key';
import { Offers } from '../../src/inbox/offers';
import type { Offer, SourceNode } from '../../src/inbox/source-nodes';
import type { Store } from '../../src/store/store';
import { eventually } from './eventually';
import { EVERYTHING } from './offering';
import { DAY, MINUTE, SCOPE, type InboxRig } from './inbox';

export interface Flow {
  scopes?: Scope[];
  /** Whether the flow crashes the process with this event. */
  crashesOn?: (id: string, inFlow: ReadonlySet<string>) => boolean;
  /** How long after getting the event it crashes. */
  crashAfterMs?: number;
  /** Whether the flow closes the event; otherwise it keeps it. */
  closes?: (id: string) => boolean;
  closeAfterMs?: number;
}

/** Time passes in steps of this length. */
const TICK_MS = 5_000;

/** What all processes on a store have done. */
export interface History {
  starts: number;
  crashes: number;
  /** How long the processes have run, including the time for their starts. */
  ms: number;
  /** The ids of events that a flow got without crashing. */
  got: Set<string>;
  dead: string[];
}

export const START_MS = 10_000;

export function newHistory(): History {
  return { starts: 0, crashes: 0, ms: 0, got: new Set(), dead: [] };
}

/** A Node-RED on the store of an inbox, which dies at once when its flow crashes. */
export class DyingProcess {
  isDead = false;
  readonly #offers: Offers[];
  readonly #store: Store;
  readonly #inFlow = new Set<string>();
  readonly #work: Promise<unknown>[] = [];
  readonly #scopes: Scope[];
  /** How many steps ended with nothing more to do, by scope. */
  readonly #idle = new Map<Scope, number>();

  readonly #inbox: InboxRig;
  readonly #history: History;
  readonly #flow: Flow;

  constructor(inbox: InboxRig, history: History, flow: Flow) {
    this.#inbox = inbox;
    this.#history = history;
    this.#flow = flow;
    // Every process has its own store object, as in reality.
    this.#store = {
      ...inbox.store,
      nextDue: async (scope, of) => {
        const due = await inbox.store.nextDue(scope, of);
        this.#idle.set(scope, (this.#idle.get(scope) ?? 0) + 1);
        return due;
      },
    };
    const { documents, converter, clock, log } = inbox;
    this.#scopes = flow.scopes ?? [SCOPE];
    this.#offers = this.#scopes.map((scope) => {
      const offers = new Offers({
        ...{ documents, converter, clock, log, scope, owner: 'node-red-1', redeliverMinutes: 15, maxAttempts: 5 },
        store: this.#store,
        retention: { keepDays: 30, documentDays: 0 },
        onLostDocument: () => undefined,
        onCompleted: () => undefined,
        backlog: { wake: () => undefined },
      });
      offers.addSourceNode(this.#node(offers));
      return offers;
    });
  }

  start(afterCrash: boolean): void {
    this.#history.starts += 1;
    this.#history.ms += START_MS;
    for (const offers of this.#offers) offers.resume(afterCrash);
  }

  /** Runs for this long, or until it dies. */
  async run(ms: number): Promise<void> {
    await this.#rest();
    for (let passed = 0; passed < ms && !this.isDead; passed += TICK_MS) {
      this.#inbox.clock.advance(TICK_MS);
      this.#history.ms += TICK_MS;
      await this.#rest();
    }
  }

  /** Tells the process that there are new events. Resolves when they have been offered, or the process is dead. */
  async wake(): Promise<void> {
    for (const offers of this.#offers) offers.wake();
    await this.#rest();
  }

  /** Like `kill -9`. */
  async kill(): Promise<void> {
    this.#die();
    await this.end();
  }

  /** Stops in order, unless it is dead already. */
  async end(): Promise<void> {
    await Promise.all(this.#offers.map((offers) => offers.pause()));
    await Promise.all(this.#work);
  }

  #node(offers: Offers): SourceNode {
    return {
      ...{ id: 'node-1', mode: 'manual', document: 'path', wants: () => EVERYTHING },
      deliver: (offer) => this.#deliver(offer, offers),
      reportDead: ({ key }) => void this.#history.dead.push(idOf({ key })),
    };
  }

  #deliver(offer: Offer, offers: Offers): void {
    if (this.isDead) return;
    const { crashesOn = () => false, closes = () => true } = this.#flow;
    const { crashAfterMs = 0, closeAfterMs = 0 } = this.#flow;
    const id = idOf(offer);
    this.#inFlow.add(id);
    if (crashesOn(id, this.#inFlow)) {
      this.#after(crashAfterMs, () => this.#die());
      return;
    }
    this.#history.got.add(id);
    if (closes(id)) this.#after(closeAfterMs, () => this.#work.push(this.#close(offer.key, id, offers)));
  }

  #after(ms: number, act: () => void): void {
    if (ms === 0) act();
    else this.#inbox.clock.after(ms, () => (this.isDead ? undefined : act()));
  }

  #die(): void {
    if (this.isDead) return;
    this.#history.crashes += 1;
    this.isDead = true;
    this.#work.push(Promise.all(this.#offers.map((each) => each.pause())));
  }

  async #close(key: string, id: string, offers: Offers): Promise<void> {
    await turn();
    if (this.isDead) return;
    const now = this.#inbox.clock.now();
    await this.#store.complete({ key, as: 'flow', now, keepUntil: now + DAY, documentUntil: now + 60 * MINUTE });
    this.#inFlow.delete(id);
    offers.completed(key);
  }

  /** Resolves when nothing more can happen before time passes. */
  async #rest(): Promise<void> {
    // Twice, because the first step may have begun before the change that the caller waits for.
    for (let round = 0; round < 2 && !this.isDead; round += 1) {
      await Promise.all(this.#work);
      const before = new Map(this.#idle);
      for (const offers of this.#offers) offers.wake();
      await eventually('the offers have looked at everything', async () => {
        await turn();
        return this.isDead || this.#scopes.every((scope) => (this.#idle.get(scope) ?? 0) > (before.get(scope) ?? 0));
      });
    }
  }
}

function idOf({ key }: Pick<Offer, 'key'>): string {
  return key.split(':').at(-1) ?? '';
}
