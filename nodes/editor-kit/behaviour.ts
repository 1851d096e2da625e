import type { Carried } from '../../src/providers/face';
import { prepareConnection, takeConnection } from './connection';
import type { Dialog } from './dialog';
import { keepVersion, prepare } from './prepare';
import { labelOf, labelStyleOf } from './properties';
import type { EditorDefinition, EditorNode } from './red';

type Behaviour = Required<
  Pick<EditorDefinition, 'label' | 'labelStyle' | 'inputLabels' | 'onadd' | 'oneditprepare' | 'oneditsave'>
>;

/**
 * What all nodes on the workspace have in common. `kind`: what a connection's provider must carry for the connection
 * to be chosen for a new node; `also` is called when the dialog opens, for what only this node does.
 */
export function behaviourOf(dialog: Dialog, kind?: Carried, also?: (node: EditorNode) => void): Behaviour {
  return {
    label() {
      return labelOf(this);
    },
    labelStyle() {
      return labelStyleOf(this);
    },
    inputLabels() {
      return this._(`${dialog.type}.label.input`);
    },
    onadd() {
      if (kind) takeConnection(this, kind);
    },
    oneditprepare() {
      prepare(this, dialog);
      if (kind) prepareConnection(this, kind);
      also?.(this);
    },
    oneditsave() {
      keepVersion(this, dialog);
    },
  };
}

/** Explains the current choice of a list below the fields. */
export function explainChoice(node: EditorNode, property: string): void {
  const list = $(`#node-input-${property}`);
  list
    .on('change', () => {
      $(`#${node.type}-tip`).text(node._(`${node.type}.tip.${String(list.val())}`));
    })
    .trigger('change');
}
