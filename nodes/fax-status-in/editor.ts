import {
  connectionFor,
  keepVersion,
  labelOf,
  labelStyleOf,
  prepare,
  prepareConnection,
  propertiesOf,
  takeConnection,
} from '../editor-kit';
import { dialog } from './dialog';

RED.nodes.registerType('fax-status-in', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('fax-status-in', { connection: connectionFor('fax') }),
  inputs: 0,
  outputs: 1,
  icon: 'pushline-fax-status.svg',
  paletteLabel: 'fax status',
  label() {
    return labelOf(this);
  },
  labelStyle() {
    return labelStyleOf(this);
  },
  outputLabels() {
    return this._('fax-status-in.label.output');
  },
  onadd() {
    takeConnection(this, 'fax');
  },
  oneditprepare() {
    prepare(this, dialog);
    prepareConnection(this, 'fax');
  },
  oneditsave() {
    keepVersion(this, dialog);
  },
});
