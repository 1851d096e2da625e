import { textOf } from './check';
import { CONFIG_PREFIX } from './dialog';
import type { EditorNode } from './red';

/**
 * The dialog of a configuration node that is open, so that validators see what is typed and not what was saved. Held by
 * reference, because the editor takes a dialog out of the page while another one lies above it.
 */
export interface Opened {
  node: EditorNode;
  form: JQuery;
}

/** By type: of each, one at a time is open. */
const current = new Map<string, Opened>();

export function open(node: EditorNode): Opened {
  const opened = { node, form: $(`.pushline-${node.type}`) };
  current.set(node.type, opened);
  return opened;
}

export function close(type: string): void {
  current.delete(type);
}

export function isOpened(opened: Opened): boolean {
  return current.get(opened.node.type) === opened;
}

export function openedOf(node: EditorNode): Opened | undefined {
  const opened = current.get(node.type);
  return opened?.node.id === node.id ? opened : undefined;
}

/** The field of a property or credential. */
export function field({ form }: Opened, name: string): JQuery {
  return form.find(`#${CONFIG_PREFIX}${name}`);
}

/** What is typed, or chosen; of a dialog that is not open, what is saved. */
export function valueOf(node: EditorNode, name: string): string {
  const opened = openedOf(node);
  return textOf(opened ? field(opened, name).val() : node[name]);
}
