import { behaviourOf, propertiesOf } from '../editor-kit';
import { dialog } from './dialog';

const { label, labelStyle, inputLabels, oneditprepare, oneditsave } = behaviourOf(dialog);

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
  label,
  labelStyle,
  inputLabels,
  outputLabels() {
    return this._('fax-sms-state.label.output');
  },
  oneditprepare,
  oneditsave,
});
