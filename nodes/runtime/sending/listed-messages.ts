import { compact } from '../../../src/domain/compact';
import type { Message, NodeRed } from '../node-red';

export interface ListedOptions {
  RED: NodeRed;
  /** The path of the list in the message; undefined: it is not in the message. */
  path?: string | undefined;
}

/**
 * One message for each number of a list, as Node-RED's `split` node would make them: with the number in place of the
 * list, so that a failed one can be sent again, and with the `parts` that the `join` node needs.
 */
export function listedMessages(message: Message, numbers: unknown[], { RED, path }: ListedOptions): Message[] {
  const { parts: outer, ...rest } = message;
  const group = { id: RED.util.generateId(), type: 'array', count: numbers.length, len: 1 };
  // The list is removed first, so that it is not copied once for each of its numbers.
  const empty = RED.util.cloneMessage(rest);
  place(RED, empty, { path, value: null });
  return numbers.map((value, index) => {
    const own = RED.util.cloneMessage(empty);
    place(RED, own, { path, value });
    return { ...own, parts: compact({ parts: outer, ...group, index }) };
  });
}

/** Sets the property if it exists: below the payload, which is not kept, there is nothing to set. */
function place(RED: NodeRed, message: Message, { path, value }: { path: string | undefined; value: unknown }): void {
  if (path === undefined) return;
  try {
    RED.util.setMessageProperty(message, path, value, false);
  } catch {
    // The path leads through something that is not kept.
  }
}
