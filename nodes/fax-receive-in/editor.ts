import { behaviourOf, checkText, connectionFor, explainChoice, propertiesOf, warnOfOpenEnds } from '../editor-kit';
import { looksLikeFilter } from '../rules/number-filter';
import { dialog } from './dialog';

const { label, labelStyle, onadd, oneditprepare, oneditsave } = behaviourOf(dialog, 'fax', (node) =>
  explainChoice(node, 'complete'),
);

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
  label,
  labelStyle,
  outputLabels() {
    return this._('fax-receive-in.label.fax');
  },
  onadd,
  oneditprepare,
  oneditsave,
});

warnOfOpenEnds('fax-receive-in');
