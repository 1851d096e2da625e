import type { ProviderFace } from '../../../src/providers/face';
import { faceOf } from '../../../src/providers/faces';
import { DEFAULTS } from '../../rules/defaults';
import { textOf, type EditorNode } from '../../editor-kit';

/**
 * The dialog that is open, so that validators see what is typed and not what was saved. Held by reference, because the
 * editor takes a dialog out of the page while another one lies above it.
 */
export interface Opened {
  node: EditorNode;
  form: JQuery;
}

let current: Opened | undefined;

export function open(node: EditorNode): Opened {
  current = { node, form: $('.pushline-fax-sms-connection') };
  return current;
}

export function close(): void {
  current = undefined;
}

export function isOpen(opened: Opened): boolean {
  return current === opened;
}

export function openedOf(node: EditorNode): Opened | undefined {
  return current?.node.id === node.id ? current : undefined;
}

/** The field of a property or credential. */
export function field({ form }: Opened, name: string): JQuery {
  return form.find(`#node-config-input-${name}`);
}

/** What is typed, or chosen; of a dialog that is not open, what is saved. */
export function valueOf(node: EditorNode, name: string): string {
  const opened = openedOf(node);
  return textOf(opened ? field(opened, name).val() : node[name]);
}

export function isSimulated(node: EditorNode): boolean {
  const opened = openedOf(node);
  return opened ? field(opened, 'simulator').is(':checked') : node['simulator'] === true;
}

/** undefined: a variable names it. */
export function chosenFace(node: EditorNode): ProviderFace | undefined {
  return faceOf(valueOf(node, 'provider') || DEFAULTS['fax-sms-connection'].provider);
}

/** A text of this connection, as the provider that is chosen calls the field. */
export function labelOf(node: EditorNode, name: string): string {
  const own = chosenFace(node)?.fields.find((one) => one.name === name);
  return node._(`fax-sms-connection.label.${own?.label ?? name}`);
}
