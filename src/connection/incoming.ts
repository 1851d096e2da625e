import type { Inbox } from '../inbox/inbox';
import type { SourceNode } from '../inbox/source-nodes';

/**
 * The receiving half of a connection. Nothing is taken in before its account is known; what nodes there are, and that flows
 * run, is kept for its inbox.
 */
export class Incoming {
  readonly #nodes = new Map<string, SourceNode>();
  #inbox: Inbox | undefined;
  #isFlowing = false;
  /** Stays until offers can begin. */
  #afterCrash = false;

  /** The account is known. */
  begin(inbox: Inbox): void {
    this.#inbox = inbox;
    for (const node of this.#nodes.values()) inbox.addSourceNode(node);
    if (this.#isFlowing) inbox.start(this.#afterCrash);
    inbox.wake();
  }

  addSourceNode(node: SourceNode): void {
    this.#nodes.set(node.id, node);
    this.#inbox?.addSourceNode(node);
  }

  removeSourceNode(id: string): void {
    this.#nodes.delete(id);
    this.#inbox?.removeSourceNode(id);
  }

  resume(afterCrash: boolean): void {
    this.#isFlowing = true;
    this.#afterCrash ||= afterCrash;
    this.#inbox?.start(this.#afterCrash);
  }

  async pause(): Promise<void> {
    this.#isFlowing = false;
    await this.#inbox?.pause();
  }

  wake(): void {
    this.#inbox?.wake();
  }
}
