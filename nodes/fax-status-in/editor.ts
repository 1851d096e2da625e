import { behaviourOf, connectionFor, propertiesOf } from '../editor-kit';
import { dialog } from './dialog';

const { label, labelStyle, onadd, oneditprepare, oneditsave } = behaviourOf(dialog, 'fax');

RED.nodes.registerType('fax-status-in', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('fax-status-in', { connection: connectionFor('fax') }),
  inputs: 0,
  outputs: 1,
  icon: 'pushline-fax-status.svg',
  paletteLabel: 'fax status',
  label,
  labelStyle,
  outputLabels() {
    return this._('fax-status-in.label.output');
  },
  onadd,
  oneditprepare,
  oneditsave,
});
