import type { Inbox } from '../inbox/inbox';
import type { SourceNode } from '../inbox/source-nodes';

/**
 * The receiving half of a connection. There is no inbox before the account is known: until then this remembers which
 * nodes there are and whether flows run.
 */
export class Incoming {
  readonly #nodes = new Map<string, SourceNode>();
  #inbox: Inbox | undefined;
  #isFlowing = false;
  /** Remembered until there is an inbox that can begin to offer. */
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

  storeMended(): void {
    this.#inbox?.storeMended();
  }
}
