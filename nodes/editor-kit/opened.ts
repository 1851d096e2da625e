import { textOf } from './check';
import { CONFIG_PREFIX } from './dialog';
import type { EditorNode } from './red';

/**
 * The open dialog of a configuration node, so that validators see what is typed and not what was saved. The form is
 * kept by reference, because the editor removes a dialog from the page while another one is on top of it.
 */
export interface Opened {
  node: EditorNode;
  form: JQuery;
}

/** By type: only one dialog of each type is open at a time. */
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

/** The value that is typed or chosen in the open dialog; if it is not open, the saved value. */
export function valueOf(node: EditorNode, name: string): string {
  const opened = openedOf(node);
  return textOf(opened ? field(opened, name).val() : node[name]);
}
