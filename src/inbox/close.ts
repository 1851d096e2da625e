import type { Clock } from '../domain/clock';
import { compact } from '../domain/compact';
import { EventUnknownError, NoEventError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import { staysOpen, type AckAction, type EventKind } from '../domain/events';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import { retainUntil, type Retention } from '../domain/retention';
import type { OpenRow } from '../store/event-row';
import type { CompleteRequest, CompleteResult, Store } from '../store/store';
import { kindOfKey, observeEvent, type ObservedEvent } from './observed-event';

export interface Closer {
  store: Store;
  clock: Clock;
  /** How long the event's connection keeps things. */
  retention: Retention;
  observe?: Observe;
}

export type Closing = Pick<CompleteRequest, 'as' | 'acknowledge' | 'from'>;

/** Who closes an event by its key, and how the provider is to acknowledge a received one. */
export interface ClosedBy {
  as: 'flow' | 'operator';
  acknowledge: AckAction;
}

/** The only way to close an event: durably, with its key kept for as long as its connection says, and observed once. */
export async function closeEvent(
  { store, clock, retention, observe }: Closer,
  event: ObservedEvent,
  closing: Closing,
): Promise<CompleteResult['outcome']> {
  const now = clock.now();
  const { outcome } = await store.complete({ key: event.key, ...closing, now, ...retainUntil(clock, retention) });
  if (outcome !== 'completed') return outcome;
  observeEvent(observe, 'done', event, closing.as === 'elsewhere' ? { reason: closing.as } : {});
  return outcome;
}

/**
 * Closes the event with this key for `mark-received` or a person, whichever attempt the message came from. Resolves
 * with undefined if events of its kind need no closing. Rejects with `NoEventError`, `EventUnknownError` or
 * `StoreError`.
 */
export async function closeByKey(
  closer: Closer & { scope?: Scope },
  key: unknown,
  { as, acknowledge }: ClosedBy,
): Promise<'completed' | 'already' | undefined> {
  checkKey(key);
  const kind = await kindOf(closer, key);
  const isReceived = staysOpen(kind);
  if (as === 'flow' && !isReceived) return undefined;
  const closing = compact<Closing>({ as, acknowledge: isReceived ? acknowledge : undefined });
  const outcome = await closeEvent(closer, { key, kind }, closing);
  if (outcome === 'unknown') throw unknownEvent();
  return outcome;
}

/** Throws `NoEventError`. */
export function checkKey(key: unknown): asserts key is string {
  if (typeof key === 'string' && key !== '') return;
  throw new NoEventError('msg.event.key is missing: keep the msg.event that the receiving node sent');
}

/** If the account is known, a received item is recognized by its key alone, which saves reading the row. */
async function kindOf({ store, scope }: Closer & { scope?: Scope }, key: string): Promise<EventKind> {
  const kind = scope === undefined ? 'unknown' : kindOfKey(scope, key);
  if (staysOpen(kind)) return kind;
  const row = await store.get(key);
  if (!row || (scope !== undefined && row.scope !== scope)) throw unknownEvent();
  return row.kind;
}

function unknownEvent(): EventUnknownError {
  return new EventUnknownError(
    'no event here has this msg.event.key: it may have expired, or come from a Node-RED with another store',
  );
}

export interface CloseOfferedOptions extends Closer {
  log: Log;
  /** Called once an event is durably closed. */
  onClosed: (key: string) => void;
}

/** Closes offers that need no `mark-received`: statuses, and received items that only nodes with mode `auto` took. */
export class CloseOffered {
  readonly #options: CloseOfferedOptions;
  readonly #underWay = new Set<Promise<void>>();
  /** Offers, by event key, that are done, but whose closing the store could not write yet. */
  readonly #owed = new Map<string, { row: OpenRow; handedOver: boolean }>();

  constructor(options: CloseOfferedOptions) {
    this.#options = options;
  }

  /** Closes on the next turn of the event loop, so that a flow that crashes on the message leaves the event open. */
  nextTurn(row: OpenRow, handedOver: boolean): void {
    const { log } = this.#options;
    const work = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#close(row, handedOver))
      .catch(() => {
        log.warn(`event ${keyForLog(row.key)} could not be stored as done yet: trying again`);
        this.#owed.set(row.key, { row, handedOver });
      });
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  /**
   * Closes the events whose closing the store could not write before: if they were offered again, the flow would get
   * them twice. Rejects with `StoreError`.
   */
  async again(): Promise<void> {
    for (const [key, { row, handedOver }] of this.#owed) {
      await this.#close(row, handedOver);
      this.#owed.delete(key);
    }
  }

  async #close(row: OpenRow, handedOver: boolean): Promise<void> {
    await closeEvent(this.#options, row, closingOf(row, handedOver));
    this.#options.onClosed(row.key);
  }

  /** Resolves when everything under way has been closed. Never rejects. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}

function closingOf({ kind }: OpenRow, handedOver: boolean): Closing {
  if (staysOpen(kind)) return { as: 'auto', acknowledge: 'keep' };
  return { as: handedOver ? 'handed-over' : 'unwanted' };
}
