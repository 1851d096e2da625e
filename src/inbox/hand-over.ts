import { fromNow, type Clock } from '../domain/clock';
import { codeOrName } from '../domain/code-of';
import type { Loss } from '../domain/document';
import { keyForLog } from '../domain/event-key';
import { staysOpen } from '../domain/events';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import type { OpenRow } from '../store/event-row';
import type { Store } from '../store/store';
import type { CloseOffered } from './close';
import type { DocumentContent, DocumentSources } from './converted-content';
import type { InFlow } from './in-flow';
import { observeEvent } from './observed-event';
import { bytesOf, enriched, loadContent, offerOf, type Enrich } from './offer-content';
import type { OtherInstances } from './other-instances';
import type { SourceNode, SourceNodes } from './source-nodes';
import type { Trial } from './trial';

export interface HandOverOptions extends DocumentSources {
  store: Store;
  clock: Clock;
  log: Log;
  observe?: Observe;
  /** Absent where a provider has nothing to add to its pushes. */
  enrich?: Enrich;
  /** A document file is lost: it has been put back to be fetched. */
  onLostDocument: () => void;
  nodes: SourceNodes;
  others: Pick<OtherInstances, 'want'>;
  inFlow: InFlow;
  trial: Trial;
  closing: CloseOffered;
}

const UNREADABLE_MS = 60_000;

/** Gives a claimed event, with its document, to the nodes that want it. */
export class HandOver {
  readonly #options: HandOverOptions;

  constructor(options: HandOverOptions) {
    this.#options = options;
  }

  /** `isOurs`: has nobody else got it since it was claimed? Rejects where the store fails. */
  async offer(row: OpenRow, isOurs: () => boolean, signal: AbortSignal): Promise<void> {
    await this.#offer(row, isOurs, signal).catch((error: unknown) => this.#notOffered(row, error));
  }

  async #offer(row: OpenRow, isOurs: () => boolean, signal: AbortSignal): Promise<void> {
    const { nodes, others, inFlow, enrich } = this.#options;
    const takers = nodes.wanting(row);
    // Its node went away after the claim.
    if (takers.length === 0 && (staysOpen(row.kind) || others.want(row))) return;
    const shown = await enriched(row, takers, enrich, signal);
    // All at once: a fast flow behind the first node may close the event, and must not take it from the others.
    const contents = new Map<SourceNode, DocumentContent>();
    for (const node of takers) {
      const content = await loadContent(row, node, this.#options, signal);
      if ('lost' in content) return this.#refetch(row, content.lost, isOurs);
      contents.set(node, content);
    }
    if (!(await this.#isStillOpen(row))) return;
    if (signal.aborted || !inFlow.has(row.key) || !isOurs()) return;
    inFlow.weigh(row.key, bytesOf([...contents.values()]));
    this.#deliver(row, shown, contents);
  }

  /** A flow that had it before, at another instance, may have closed it since it was claimed. */
  async #isStillOpen({ key, attempt }: OpenRow): Promise<boolean> {
    const { store, inFlow, trial } = this.#options;
    if (attempt === 1 || !store.sharing.isShared || (await store.get(key))?.state === 'offered') return true;
    trial.forget(key);
    inFlow.remove(key);
    return false;
  }

  #deliver(row: OpenRow, shown: OpenRow, contents: ReadonlyMap<SourceNode, DocumentContent>): void {
    const { nodes, inFlow, trial, closing, observe } = this.#options;
    let allTook = true;
    for (const [node, content] of contents) {
      // Its node went away while a document was read.
      if (!nodes.has(node)) return;
      allTook = nodes.act(() => node.deliver(offerOf(shown, content))) && allTook;
    }
    observeEvent(observe, 'offered', row, { attempt: row.attempt });
    inFlow.handedOver(row.key);
    trial.handedOver(row.key);
    const closes = !staysOpen(row.kind) || [...contents.keys()].every(({ mode }) => mode === 'auto');
    if (closes && allTook) closing.nextTurn(row, contents.size > 0);
  }

  /** One document that cannot be read must not hold up all others: it is tried again, and its lease runs meanwhile. */
  #notOffered(row: OpenRow, error: unknown): void {
    const { store, clock, log, inFlow } = this.#options;
    // The store itself: everything claimed is given back when it is well again.
    if (store.health.failure !== undefined) throw error;
    inFlow.unreadable(row.key, fromNow(clock, UNREADABLE_MS));
    log.error(`event ${keyForLog(row.key)} could not be offered (${codeOrName(error)}): it is tried again`);
  }

  async #refetch(row: OpenRow, loss: Loss, isOurs: () => boolean): Promise<void> {
    if (!isOurs()) return;
    const { store, clock, log, inFlow, trial, onLostDocument } = this.#options;
    log.warn(`the document of event ${keyForLog(row.key)} is ${loss} on disk: it is fetched again`);
    await store.refetch(row.key, clock.now(), loss);
    trial.forget(row.key);
    inFlow.remove(row.key);
    onLostDocument();
  }
}
