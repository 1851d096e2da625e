import {
  checkText,
  checkTyped,
  connectionFor,
  faceOfConnection,
  keepVersion,
  labelOf,
  labelStyleOf,
  onConnection,
  prepare,
  prepareConnection,
  propertiesOf,
  takeConnection,
} from '../editor-kit';
import { MAX_STATION_ID } from '../rules/station-id';
import { isTimezone } from '../rules/time';
import { dialog } from './dialog';

const OUTPUTS = ['accepted', 'finished'];

RED.nodes.registerType('fax-send', {
  category: 'fax & SMS',
  color: '#A37FB3',
  defaults: propertiesOf('fax-send', {
    connection: connectionFor('fax'),
    stationId: {
      validate: checkTyped('stationId', (text) => (text.length > MAX_STATION_ID ? 'stationId' : undefined)),
    },
    timezone: { validate: checkText((text) => (isTimezone(text) ? undefined : 'timezone')) },
  }),
  inputs: 1,
  outputs: 2,
  icon: 'pushline-fax-out.svg',
  paletteLabel: 'fax send',
  label() {
    return labelOf(this);
  },
  labelStyle() {
    return labelStyleOf(this);
  },
  inputLabels() {
    return this._('fax-send.label.input');
  },
  outputLabels(index) {
    return this._(`fax-send.output.${OUTPUTS[index] ?? ''}`);
  },
  onadd() {
    takeConnection(this, 'fax');
  },
  oneditprepare() {
    prepare(this, dialog);
    prepareConnection(this, 'fax');
    onConnection((connection) => {
      const face = connection && faceOfConnection(connection);
      $('#fax-send-aculab').toggle(face?.fax?.needsCallerId ?? false);
    });
  },
  oneditsave() {
    keepVersion(this, dialog);
  },
});
