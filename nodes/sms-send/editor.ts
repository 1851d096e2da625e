import {
  behaviourOf,
  checkDuration,
  checkNeeded,
  checkTyped,
  connectionFor,
  fixedText,
  onTyped,
  prepareRecipients,
  prepareSender,
  propertiesOf,
  recipients,
  senderFor,
} from '../editor-kit';
import type { EditorNode } from '../editor-kit';
import { NUMBERS } from '../rules/number';
import { outputName } from '../rules/outputs';
import { timeProblem } from '../rules/time';
import { dialog } from './dialog';
import { partsText } from './editor/parts-text';

const { label, labelStyle, inputLabels, onadd, oneditprepare, oneditsave } = behaviourOf(dialog, 'sms', (node) => {
  prepareRecipients(node, 'sms');
  prepareSender(node, 'sms', ['sendAt', 'characterset', 'validity']);
  showParts(node);
});

RED.nodes.registerType('sms-send', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('sms-send', {
    connection: connectionFor('sms'),
    to: recipients,
    text: { validate: checkNeeded('text') },
    from: senderFor('sms'),
    reference: { validate: checkTyped('reference') },
    giveUpMinutes: { validate: checkDuration('giveUpMinutes', NUMBERS['sms-send'].giveUpMinutes) },
    sendAt: { validate: checkTyped('sendAt', (text) => (timeProblem(text) ? 'sendAt' : undefined)) },
  }),
  inputs: 1,
  outputs: 2,
  icon: 'pushline-sms-out.svg',
  paletteLabel: 'SMS send',
  label,
  labelStyle,
  inputLabels,
  outputLabels(index) {
    return this._(`sms-send.output.${outputName(index, this['outputs'])}`);
  },
  onadd,
  oneditprepare,
  oneditsave,
});

/** Shows how many SMS the text becomes while it is typed. */
function showParts(node: EditorNode): void {
  const characterset = $('#node-input-characterset');
  function show(): void {
    const text = fixedText('text') ?? '';
    const words = text === '' ? [] : partsText(text, String(characterset.val()));
    const told = words.map(({ key, values }) => node._(`sms-send.tip.${key}`, values)).join(' ');
    $('#sms-send-parts')
      .toggle(text !== '')
      .text(told);
  }
  onTyped('text', show);
  characterset.on('change', show);
  show();
}
