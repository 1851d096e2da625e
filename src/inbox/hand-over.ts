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
  /** Absent if the provider's pushes lack nothing. */
  enrich?: Enrich;
  /** Called when a document's file is lost and its event waits for it to be fetched again. */
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

  /** `isOurs`: false if another instance may have released it since it was claimed. Rejects if the store fails. */
  async offer(row: OpenRow, isOurs: () => boolean, signal: AbortSignal): Promise<void> {
    await this.#offer(row, isOurs, signal).catch((error: unknown) => this.#notOffered(row, error));
  }

  async #offer(row: OpenRow, isOurs: () => boolean, signal: AbortSignal): Promise<void> {
    const { nodes, others, inFlow, enrich } = this.#options;
    const takers = nodes.wanting(row);
    // The node that wanted it has been removed since the claim.
    if (takers.length === 0 && (staysOpen(row.kind) || others.want(row))) return;
    const shown = await enriched(row, takers, enrich, signal);
    // All contents are loaded first: a fast flow behind the first node may close the event, and the others still get theirs.
    const contents = new Map<SourceNode, DocumentContent>();
    for (const node of takers) {
      const content = await loadContent(row, node, this.#options, signal);
      if ('lost' in content) return this.#refetch(row, content.lost, isOurs);
      contents.set(node, content);
    }
    if (!(await this.#isStillOffered(row))) return;
    if (signal.aborted || !inFlow.has(row.key) || !isOurs()) return;
    const ids = takers.map(({ id }) => id);
    inFlow.weigh(row.key, bytesOf([...contents.values()]), ids);
    this.#deliver(row, shown, contents);
  }

  /**
   * Since this claim a flow at another instance that had an earlier offer may have closed the event; or reading the
   * documents of others took so long that the lease has run out, and another instance has offered it again.
   */
  async #isStillOffered({ key, attempt, leaseUntil = Infinity }: OpenRow): Promise<boolean> {
    const { store, clock, inFlow, trial } = this.#options;
    const mayHaveEnded = attempt > 1 || clock.now() >= leaseUntil;
    if (!mayHaveEnded || !store.sharing.isShared) return true;
    const row = await store.get(key);
    if (row?.state === 'offered' && row.attempt === attempt) return true;
    trial.forget(key);
    inFlow.remove(key);
    return false;
  }

  #deliver(row: OpenRow, shown: OpenRow, contents: ReadonlyMap<SourceNode, DocumentContent>): void {
    const { nodes, inFlow, trial, closing, observe } = this.#options;
    let allTook = true;
    for (const [node, content] of contents) {
      // The node has been removed while a document was read.
      if (!nodes.has(node)) return;
      allTook = nodes.act(() => node.deliver(offerOf(shown, content))) && allTook;
    }
    observeEvent(observe, 'offered', row, { attempt: row.attempt });
    inFlow.handedOver(row.key);
    trial.handedOver(row.key);
    const closes = !staysOpen(row.kind) || [...contents.keys()].every(({ mode }) => mode === 'auto');
    if (closes && allTook) closing.nextTurn(row, contents.size > 0);
  }

  /** One document that cannot be read must not hold up the others: it is tried again while its lease runs. */
  #notOffered(row: OpenRow, error: unknown): void {
    const { store, clock, log, inFlow } = this.#options;
    // The store itself fails: everything that was claimed is released once it works again.
    if (store.health.failure !== undefined) throw error;
    inFlow.unreadable(row.key, fromNow(clock, UNREADABLE_MS));
    log.error(`event ${keyForLog(row.key)} could not be offered (${codeOrName(error)}): trying again`);
  }

  async #refetch(row: OpenRow, loss: Loss, isOurs: () => boolean): Promise<void> {
    if (!isOurs()) return;
    const { store, clock, log, inFlow, trial, onLostDocument } = this.#options;
    log.warn(`the document of event ${keyForLog(row.key)} is ${loss} on disk: fetching it again`);
    await store.refetch(row.key, clock.now(), loss);
    trial.forget(row.key);
    inFlow.remove(row.key);
    onLostDocument();
  }
}
