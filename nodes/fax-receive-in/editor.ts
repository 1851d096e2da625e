import {
  checkText,
  connectionFor,
  keepVersion,
  labelOf,
  labelStyleOf,
  prepare,
  prepareConnection,
  propertiesOf,
  takeConnection,
  warnOfOpenEnds,
} from '../editor-kit';
import { looksLikeFilter } from '../rules/number-filter';
import { dialog } from './dialog';

RED.nodes.registerType('fax-receive-in', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('fax-receive-in', {
    connection: connectionFor('fax'),
    number: { validate: checkText((text) => (looksLikeFilter(text) ? undefined : 'number')) },
  }),
  inputs: 0,
  outputs: 1,
  icon: 'pushline-fax-in.svg',
  paletteLabel: 'fax receive',
  label() {
    return labelOf(this);
  },
  labelStyle() {
    return labelStyleOf(this);
  },
  outputLabels() {
    return this._('fax-receive-in.label.fax');
  },
  onadd() {
    takeConnection(this, 'fax');
  },
  oneditprepare() {
    prepare(this, dialog);
    prepareConnection(this, 'fax');
    const complete = $('#node-input-complete');
    complete
      .on('change', () => {
        $('#fax-receive-in-tip').text(this._(`fax-receive-in.tip.${String(complete.val())}`));
      })
      .trigger('change');
  },
  oneditsave() {
    keepVersion(this, dialog);
  },
});

warnOfOpenEnds('fax-receive-in');
