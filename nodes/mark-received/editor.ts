import { keepVersion, labelOf, labelStyleOf, prepare, propertiesOf } from '../editor-kit';
import { dialog } from './dialog';

RED.nodes.registerType('mark-received', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('mark-received', {
    connection: { type: 'fax-sms-connection', required: false },
  }),
  inputs: 1,
  outputs: 1,
  icon: 'pushline-mark-received.svg',
  paletteLabel: 'mark received',
  label() {
    return labelOf(this);
  },
  labelStyle() {
    return labelStyleOf(this);
  },
  inputLabels() {
    return this._('mark-received.label.input');
  },
  outputLabels() {
    return this._('mark-received.label.output');
  },
  oneditprepare() {
    prepare(this, dialog);
  },
  oneditsave() {
    keepVersion(this, dialog);
  },
});
