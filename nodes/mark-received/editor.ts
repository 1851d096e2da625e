import { behaviourOf, propertiesOf } from '../editor-kit';
import { dialog } from './dialog';

const { label, labelStyle, inputLabels, oneditprepare, oneditsave } = behaviourOf(dialog);

RED.nodes.registerType('mark-received', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('mark-received', {
    connection: { type: 'fax-sms-connection', required: false },
  }),
  inputs: 1,
  outputs: 1,
  icon: 'pushline-mark-received.svg',
  // The palette's search uses this label, so that a search for fax or SMS finds the node.
  paletteLabel: 'mark fax or SMS received',
  label,
  labelStyle,
  inputLabels,
  outputLabels() {
    return this._('mark-received.label.output');
  },
  oneditprepare,
  oneditsave,
});
