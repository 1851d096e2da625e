import {
  behaviourOf,
  checkDuration,
  checkNeeded,
  checkText,
  checkTyped,
  connectionFor,
  prepareRecipients,
  prepareSender,
  propertiesOf,
  recipients,
  senderFor,
} from '../editor-kit';
import { NUMBERS } from '../rules/number';
import { MAX_STATION_ID } from '../rules/station-id';
import { isTimezone } from '../rules/time';
import { outputName } from '../rules/outputs';
import { dialog } from './dialog';

const { label, labelStyle, inputLabels, onadd, oneditprepare, oneditsave } = behaviourOf(dialog, 'fax', (node) => {
  prepareRecipients(node, 'fax');
  prepareSender(node, 'fax', ['stationId', 'header', 'timezone']);
});

RED.nodes.registerType('fax-send', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('fax-send', {
    connection: connectionFor('fax'),
    to: recipients,
    document: { validate: checkNeeded('document') },
    cover: { validate: checkTyped('cover') },
    from: senderFor('fax'),
    header: { validate: checkTyped('header') },
    reference: { validate: checkTyped('reference') },
    giveUpMinutes: { validate: checkDuration('giveUpMinutes', NUMBERS['fax-send'].giveUpMinutes) },
    stationId: {
      validate: checkTyped('stationId', (text) => (text.length > MAX_STATION_ID ? 'stationId' : undefined)),
    },
    timezone: { validate: checkText((text) => (isTimezone(text) ? undefined : 'timezone')) },
  }),
  inputs: 1,
  outputs: 2,
  icon: 'pushline-fax-out.svg',
  paletteLabel: 'fax send',
  label,
  labelStyle,
  inputLabels,
  outputLabels(index) {
    return this._(`fax-send.output.${outputName(index, this['outputs'])}`);
  },
  onadd,
  oneditprepare,
  oneditsave,
});
