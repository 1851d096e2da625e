import { keepVersion, labelStyleOf, nameOf, prepare, propertiesOf, showRows, type EditorNode } from '../editor-kit';
import { close, field, open, openedOf, valueOf, type Opened } from '../editor-kit/opened';
import { hasPlainPassword } from '../rules/database-url';
import { dialog } from './dialog';
import { StoreMove } from './editor/move-store';
import * as rules from './editor/rules';
import { say, testStore } from './editor/test-store';

const CHOICES = ['by', 'secure', 'documents'];

/** Shows the rows whose `when` is among the chosen values. */
function showChosen(opened: Opened): void {
  showRows(opened.form, new Set(CHOICES.map((choice) => valueOf(opened.node, choice))));
}

/** An address that is not used is kept, but no password in it: nobody would see that it is saved in the flow. */
function forgetHiddenPassword(node: EditorNode): void {
  const opened = openedOf(node);
  if (opened && valueOf(node, 'by') !== 'url' && hasPlainPassword(valueOf(node, 'url'))) field(opened, 'url').val('');
}

function end(): void {
  close('pushline-store');
}

RED.nodes.registerType('pushline-store', {
  category: 'config',
  defaults: propertiesOf('pushline-store', {
    url: { validate: rules.url },
    host: { validate: rules.host },
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
    forgetHiddenPassword(this);
    keepVersion(this, dialog);
    end();
  },
  oneditcancel: end,
  oneditdelete: end,
});
