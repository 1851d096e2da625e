import { keepVersion, labelOf, labelStyleOf, prepare, propertiesOf } from '../editor-kit';
import { dialog } from './dialog';

RED.nodes.registerType('fax-sms-state', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('fax-sms-state', {
    connection: { type: 'fax-sms-connection', required: false },
  }),
  inputs: 1,
  outputs: 1,
  icon: 'pushline-state.svg',
  paletteLabel: 'fax/SMS state',
  label() {
    return labelOf(this);
  },
  labelStyle() {
    return labelStyleOf(this);
  },
  inputLabels() {
    return this._('fax-sms-state.label.input');
  },
  outputLabels() {
    return this._('fax-sms-state.label.output');
  },
  oneditprepare() {
    prepare(this, dialog);
  },
  oneditsave() {
    keepVersion(this, dialog);
  },
});
