import { keepVersion, labelStyleOf, nameOf, prepare, propertiesOf, showRows } from '../editor-kit';
import { close, field, open, valueOf, type Opened } from '../editor-kit/opened';
import { dialog } from './dialog';
import { StoreMove } from './editor/move-store';
import * as rules from './editor/rules';
import { say, testStore } from './editor/test-store';

const CHOICES = ['by', 'secure', 'documents'];

/** Shows the rows whose `when` is among the chosen values. */
function showChosen(opened: Opened): void {
  showRows(opened.form, new Set(CHOICES.map((choice) => valueOf(opened.node, choice))));
}

function end(): void {
  close('pushline-store');
}

RED.nodes.registerType('pushline-store', {
  category: 'config',
  defaults: propertiesOf('pushline-store', {
    url: { validate: rules.url },
    port: { validate: rules.port },
    database: { validate: rules.database },
    user: { validate: rules.user },
    tls: { type: 'tls-config', required: false, validate: rules.tls },
    schema: { validate: rules.schema },
    group: { validate: rules.called },
    instance: { validate: rules.called },
    folder: { validate: rules.folder },
  }),
  credentials: {
    password: { type: 'password' },
  },
  paletteLabel: 'fax and SMS store',
  label() {
    return nameOf(this) || this._('pushline-store.label.unnamed');
  },
  labelStyle() {
    return labelStyleOf(this);
  },
  oneditprepare() {
    const opened = open(this);
    prepare(this, dialog);
    for (const choice of CHOICES) field(opened, choice).on('change', () => showChosen(opened));
    showChosen(opened);
    // A change makes the last result invalid.
    opened.form.find('input, select').on('input change', () => say(opened, []));
    opened.form.find('#pushline-store-test').on('click', () => void testStore(opened));
    new StoreMove(opened);
  },
  oneditsave() {
    keepVersion(this, dialog);
    end();
  },
  oneditcancel: end,
  oneditdelete: end,
});
