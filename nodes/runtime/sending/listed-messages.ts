import { compact } from '../../../src/domain/compact';
import type { Message, NodeRed } from '../node-red';

export interface ListedOptions {
  RED: NodeRed;
  /** Where in the message the list is; undefined: elsewhere. */
  path?: string | undefined;
}

/**
 * The message of each number of a list, as core's `split` would have made them: with the number in the list's place, so
 * that one which failed can be sent again, and the `parts` by which `join` puts all of them together again.
 */
export function listedMessages(message: Message, numbers: unknown[], { RED, path }: ListedOptions): Message[] {
  const { parts: outer, ...rest } = message;
  const group = { id: RED.util.generateId(), type: 'array', count: numbers.length, len: 1 };
  // Without the list: it must not be copied once for each of its numbers.
  const empty = RED.util.cloneMessage(rest);
  place(RED, empty, { path, value: null });
  return numbers.map((value, index) => {
    const own = RED.util.cloneMessage(empty);
    place(RED, own, { path, value });
    return { ...own, parts: compact({ parts: outer, ...group, index }) };
  });
}

/** Only where something is: the payload is not kept, and what is below it has no place. */
function place(RED: NodeRed, message: Message, { path, value }: { path: string | undefined; value: unknown }): void {
  if (path === undefined) return;
  try {
    RED.util.setMessageProperty(message, path, value, false);
  } catch {
    // A path that depends on what is not kept.
  }
}
