import type { Scope } from '../domain/event-key';
import type { EventHead } from '../store/event-row';
import { closeEvent, type Closer } from './close';

/** etherFAX hides a fax for five minutes while another consumer has it, so absence counts only after longer. */
const ABSENT_MS = 10 * 60_000;
const PAGE = 500;
const LONG_BACKLOG_MS = 5 * 60_000;
/** States of an item that no flow has: one that a flow is working on is never closed here. */
const WAITING = ['fetching', 'new', 'parked'] as const;

export interface HandledElsewhereOptions extends Closer {
  scope: Scope;
}

/**
 * Closes waiting items that the provider no longer lists, because another program or person has handled them
 * (docs/contract.md#reconcile). They have to be missing from two complete lists at least ten minutes apart. If the
 * provider lists one again later, `renew` opens it again.
 */
export class HandledElsewhere {
  readonly #options: HandledElsewhereOptions;
  #absentSince = new Map<string, number>();
  /** The `seq` of the youngest item that waited at the last comparison. */
  #lastSeq = -1;
  #comparedAt = -Infinity;

  constructor(options: HandledElsewhereOptions) {
    this.#options = options;
  }

  /** Another instance compares from now on: what was absent here until now proves nothing later. */
  standBy(): void {
    this.#absentSince.clear();
    this.#lastSeq = -1;
    this.#comparedAt = -Infinity;
  }

  /**
   * `unread`: the provider ids of everything that is unread at the provider; `listedAt`: when this list was requested,
   * in steady ms. Resolves with how many items it has closed.
   */
  async compare(unread: readonly string[], listedAt: number): Promise<number> {
    const { clock } = this.#options;
    if (!(await this.#isDue(listedAt))) return 0;
    this.#comparedAt = listedAt;
    // A bridge may write a GUID in another case than the list.
    const listed = new Set(unread.map((id) => id.toLowerCase()));
    const absentSince = new Map<string, number>();
    const longAbsent: EventHead[] = [];
    let lastSeq = this.#lastSeq;
    for await (const head of this.#waiting()) {
      const { key, kind, seq, providerId } = head;
      lastSeq = Math.max(lastSeq, seq);
      // An item accepted since the last comparison may be younger than this list, and then cannot be on it.
      const isNew = seq > this.#lastSeq;
      if (kind !== 'fax.received' || isNew || listed.has(providerId.toLowerCase())) continue;
      const since = this.#absentSince.get(key) ?? listedAt;
      if (listedAt - since >= clock.scaled(ABSENT_MS)) longAbsent.push(head);
      else absentSince.set(key, since);
    }
    this.#absentSince = absentSince;
    this.#lastSeq = lastSeq;
    for (const { key, kind } of longAbsent) {
      await closeEvent(this.#options, { key, kind }, { as: 'elsewhere', from: [...WAITING] });
    }
    return longAbsent.length;
  }

  /** A long backlog is compared every five minutes, not at every poll. */
  async #isDue(listedAt: number): Promise<boolean> {
    const { store, scope, clock } = this.#options;
    const counts = await store.counts(scope);
    const waiting = WAITING.reduce((sum, state) => sum + counts[state], 0);
    if (waiting === 0) this.#absentSince.clear();
    return waiting > 0 && (waiting <= PAGE || listedAt - this.#comparedAt >= clock.scaled(LONG_BACKLOG_MS));
  }

  async *#waiting(): AsyncGenerator<EventHead> {
    const { store, scope } = this.#options;
    for (const state of WAITING) {
      for (let after = -1, page: EventHead[]; ; after = page.at(-1)?.seq ?? after) {
        page = await store.list({ scope, state, after, limit: PAGE });
        yield* page;
        if (page.length < PAGE) break;
      }
    }
  }
}
