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

const OUTPUTS = ['received', 'delivered', 'failed', 'other'];

RED.nodes.registerType('sms-push-in', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('sms-push-in', {
    connection: connectionFor('sms'),
    number: { validate: checkText((text) => (looksLikeFilter(text) ? undefined : 'number')) },
  }),
  inputs: 0,
  outputs: 4,
  icon: 'pushline-sms-in.svg',
  paletteLabel: 'SMS receive',
  label() {
    return labelOf(this);
  },
  labelStyle() {
    return labelStyleOf(this);
  },
  outputLabels(index) {
    return this._(`sms-push-in.output.${OUTPUTS[index] ?? ''}`);
  },
  onadd() {
    takeConnection(this, 'sms');
  },
  oneditprepare() {
    prepare(this, dialog);
    prepareConnection(this, 'sms');
    const complete = $('#node-input-complete');
    complete
      .on('change', () => {
        $('#sms-push-in-tip').text(this._(`sms-push-in.tip.${String(complete.val())}`));
      })
      .trigger('change');
  },
  oneditsave() {
    keepVersion(this, dialog);
  },
});

warnOfOpenEnds('sms-push-in');
