import { behaviourOf, checkText, connectionFor, explainChoice, propertiesOf, warnOfOpenEnds } from '../editor-kit';
import { looksLikeFilter } from '../rules/number-filter';
import { SMS_OUTPUTS } from '../rules/outputs';
import { dialog } from './dialog';

const { label, labelStyle, onadd, oneditprepare, oneditsave } = behaviourOf(dialog, 'sms', (node) =>
  explainChoice(node, 'complete'),
);

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
  label,
  labelStyle,
  outputLabels(index) {
    return this._(`sms-push-in.output.${SMS_OUTPUTS[index] ?? ''}`);
  },
  onadd,
  oneditprepare,
  oneditsave,
});

warnOfOpenEnds('sms-push-in');
