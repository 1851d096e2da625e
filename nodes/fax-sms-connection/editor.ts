import { faceOfConnection, keepVersion, labelStyleOf, nameOf, prepare, prepareTabs, propertiesOf } from '../editor-kit';
import { dialog } from './dialog';
import { close, field, open, type Opened } from '../editor-kit/opened';
import { say } from './editor/result';
import { showChosen } from './editor/rows';
import * as rules from './editor/rules';
import { prepareBegin } from './editor/begin';
import { prepareCountry } from './editor/country';
import { AccountCheck } from './editor/account-check';
import { prepareOutcomes } from './editor/test-item';
import { TestSend } from './editor/test-send';
import { testAccount } from './editor/test-account';
import { showTests } from './editor/test-events';
import { Waiting } from './editor/waiting';
import { prepareAddress } from './editor/webhook-address';

/** The fields whose values decide the result of a test. */
function asked({ form }: Opened): JQuery {
  const panels = form.find('#fax-sms-connection-account, #fax-sms-connection-network');
  return panels.find('input, select').not('#node-config-input-channels, #node-config-input-country');
}

let waiting: Waiting | undefined;
let check: AccountCheck | undefined;
let send: TestSend | undefined;

function end(): void {
  waiting?.stop();
  send?.stop();
  close('fax-sms-connection');
  check?.stop();
  waiting = check = send = undefined;
}

RED.nodes.registerType('fax-sms-connection', {
  category: 'config',
  defaults: propertiesOf('fax-sms-connection', {
    provider: { validate: rules.provider },
    account: { validate: rules.account },
    baseUrl: { validate: rules.baseUrl },
    country: { validate: rules.country },
    pushUrl: { validate: rules.pushUrl },
    webhookPath: { validate: rules.webhookPath },
    publicUrl: { validate: rules.publicUrl },
    tls: { type: 'tls-config', required: false },
    proxy: { type: 'http proxy', required: false },
    store: { type: 'pushline-store', required: false },
  }),
  credentials: {
    apiKey: { type: 'password', validate: rules.credential('apiKey', 'login') },
    username: { type: 'text', validate: rules.credential('username') },
    password: { type: 'password', validate: rules.credential('password') },
    servicePassword: { type: 'password', validate: rules.credential('servicePassword') },
    webhookUser: { type: 'text', validate: rules.credential('webhookUser') },
    webhookPassword: { type: 'password', validate: rules.credential('webhookPassword') },
    pushToken: { type: 'password' },
  },
  paletteLabel: 'fax and SMS connection',
  label() {
    const provider = faceOfConnection(this)?.title ?? String(this['provider']);
    const simulated = this['simulator'] === true;
    return nameOf(this) || (simulated ? this._('fax-sms-connection.label.simulated', { provider }) : provider);
  },
  labelStyle() {
    return labelStyleOf(this);
  },
  oneditprepare() {
    const opened = open(this);
    prepare(this, dialog);
    prepareBegin(opened);
    prepareCountry(opened);
    const ownCheck = (check = new AccountCheck(opened));
    prepareAddress(opened);
    const chosen = field(opened, 'provider').add(field(opened, 'simulator'));
    chosen.on('change', () => {
      showChosen(opened);
      showTests(opened);
    });
    // A change makes the last result invalid.
    asked(opened).on('input change', () => say(opened, ''));
    asked(opened)
      .filter('[id^=node-config-input-]')
      .on('input change', () => ownCheck.forget());
    field(opened, 'webhookUser').on('input', () => showChosen(opened));
    showChosen(opened);
    showTests(opened);
    say(opened, '');
    opened.form.find('#fax-sms-connection-test').on('click', () => void testAccount(opened));
    const ownSend = (send = new TestSend(opened));
    prepareOutcomes(opened);
    opened.form.find('#fax-sms-connection-check-open').on('click', () => {
      opened.form.find('#fax-sms-connection-tab-check').trigger('click').trigger('focus');
      void ownCheck.begin();
    });
    waiting = new Waiting(opened, () => void ownSend.running());
    prepareTabs(opened.form, (panel) => {
      if (panel === 'fax-sms-connection-waiting') waiting?.refresh();
    });
  },
  oneditsave() {
    keepVersion(this, dialog);
    end();
  },
  oneditcancel: end,
  oneditdelete: end,
});
