import type { ProviderFace } from '../../../src/providers/face';
import { faceOf } from '../../../src/providers/faces';
import type { EditorNode } from '../../editor-kit';
import { field, openedOf, valueOf } from '../../editor-kit/opened';
import { DEFAULTS } from '../../rules/defaults';

export function isSimulated(node: EditorNode): boolean {
  const opened = openedOf(node);
  return opened ? field(opened, 'simulator').is(':checked') : node['simulator'] === true;
}

/** The chosen provider; undefined: it is given by a variable. */
export function chosenFace(node: EditorNode): ProviderFace | undefined {
  return faceOf(valueOf(node, 'provider') || DEFAULTS['fax-sms-connection'].provider);
}

/** The label of a field, which may depend on the chosen provider. */
export function labelOf(node: EditorNode, name: string): string {
  const own = chosenFace(node)?.fields.find((one) => one.name === name);
  return node._(`fax-sms-connection.label.${own?.label ?? name}`);
}
