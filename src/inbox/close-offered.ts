import type { Clock } from '../domain/clock';
import { keyForLog } from '../domain/event-key';
import { staysOpen } from '../domain/events';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import type { CompletedAs, OpenRow } from '../store/event-row';
import type { Store } from '../store/store';
import { observeEvent } from './observed-event';
import { retainUntil, type Retention } from '../domain/retention';

export interface CloseOfferedOptions {
  store: Store;
  clock: Clock;
  log: Log;
  retention: Retention;
  /** Durably. */
  onClosed: (key: string) => void;
  observe?: Observe;
}

/** Closes what no `mark-received` has to close: statuses, and what only automatic nodes took. */
export class CloseOffered {
  readonly #underWay = new Set<Promise<void>>();

  constructor(private readonly options: CloseOfferedOptions) {}

  /** On the next turn, so that a crash while the flow takes the message still finds the event open. */
  nextTurn(row: OpenRow, handedOver: boolean): void {
    const { log, onClosed } = this.options;
    const work = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#complete(row, handedOver))
      .then(() => onClosed(row.key))
      .catch(() => log.warn(`event ${keyForLog(row.key)} could not be closed: it will be offered again`));
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  /** When everything under way has been closed. Never rejects. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #complete(row: OpenRow, handedOver: boolean): Promise<void> {
    const { key, kind } = row;
    const { store, clock, retention, observe } = this.options;
    const received = staysOpen(kind);
    const as: CompletedAs = received ? 'auto' : handedOver ? 'handed-over' : 'unwanted';
    const { outcome } = await store.complete({
      key,
      as,
      ...(received && { acknowledge: 'keep' as const }),
      now: clock.now(),
      ...retainUntil(clock, retention),
    });
    if (outcome === 'completed') observeEvent(observe, 'done', row);
  }
}
