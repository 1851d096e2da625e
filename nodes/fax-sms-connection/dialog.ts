import { CHECK_BUTTON, CHECK_ROWS, TEST_ITEM } from './editor/check-rows';
import { config, markup, name, note, number, secret, select, text, tick, tip, type Dialog } from '../editor-kit/dialog';

/** The choice between simulator and account. The property's own checkbox is hidden and follows it. */
const BEGIN = markup(
  `<fieldset class="pushline-begin"><legend data-i18n="fax-sms-connection.begin.question"></legend>
${card('simulator', 'flask')}
${card('real', 'id-card-o')}
</fieldset>
<input type="checkbox" id="node-config-input-simulator" style="display: none">`,
  ['simulator'],
);

function card(value: string, icon: string): string {
  const key = `fax-sms-connection.begin.${value}`;
  return `<input type="radio" name="pushline-begin" id="fax-sms-connection-begin-${value}" value="${value}">
<label for="fax-sms-connection-begin-${value}"><i class="fa fa-${icon}" aria-hidden="true"></i> <strong data-i18n="${key}"></strong><span data-i18n="${key}Tip"></span></label>`;
}

const COUNTRY = markup('<datalist id="fax-sms-connection-countries"></datalist>');

const ACTIONS = markup(`<div class="form-row pushline-actions" data-when="begun">
<button type="button" class="red-ui-button" id="fax-sms-connection-test"><i class="fa fa-plug" aria-hidden="true"></i> <span data-i18n="fax-sms-connection.label.test"></span></button>
${CHECK_BUTTON}
<span id="fax-sms-connection-tests"></span>
<div class="form-tips" id="fax-sms-connection-inject-why" data-when="simulator" data-i18n="fax-sms-connection.tip.injectLater"></div>
<span role="status" id="fax-sms-connection-result"></span>
<button type="button" class="red-ui-button red-ui-button-small" id="fax-sms-connection-use-channels"></button>
</div>`);

const ADDRESS = markup(`<div class="form-row" data-when="webhook">
<label for="fax-sms-connection-address"><i class="fa fa-sign-in" aria-hidden="true"></i> <span data-i18n="fax-sms-connection.label.address"></span></label>
<input type="text" id="fax-sms-connection-address" class="pushline-beside-button" readonly data-i18n="[placeholder]fax-sms-connection.placeholder.address">
<button type="button" class="red-ui-button" id="fax-sms-connection-copy" data-i18n="[title]fax-sms-connection.label.copy;[aria-label]fax-sms-connection.label.copy"><i class="fa fa-clipboard" aria-hidden="true"></i></button>
</div>
<div class="form-tips" data-when="webhook"><span id="fax-sms-connection-tip-address"></span> <span id="fax-sms-connection-no-host" data-i18n="fax-sms-connection.tip.noHost"></span></div>`);

const STORE_ACTIONS = ['moved', 'restored', 'rescue'].map(
  (action) =>
    `<button type="button" class="red-ui-button" data-action="${action}" data-i18n="fax-sms-connection.action.${action}"></button>`,
);
const WAITING = markup(`<div class="form-row">
<button type="button" class="red-ui-button red-ui-button-small" id="fax-sms-connection-reload"><i class="fa fa-refresh" aria-hidden="true"></i> <span data-i18n="fax-sms-connection.label.reload"></span></button>
<span role="status" id="fax-sms-connection-state"></span>
</div>
<div class="form-tips" id="fax-sms-connection-store"><p></p>${STORE_ACTIONS.join(' ')}</div>
<div id="fax-sms-connection-lists"></div>`);

/** `when: 'has-…'`: the chosen provider has this field; for all facts see `factsOf`. */
export const dialog: Dialog = {
  type: 'fax-sms-connection',
  rows: [
    name,
    {
      kind: 'tabs',
      tabs: [
        {
          name: 'account',
          rows: [
            BEGIN,
            select('provider', 'building-o'),
            text('account', 'id-card-o', { when: 'has-account', own: true }),
            secret('apiKey', 'key', { when: 'has-apiKey', own: true }),
            text('username', 'user', { when: 'has-username', own: true }),
            secret('password', 'lock', { when: 'has-password', own: true }),
            note('fax-sms-connection-tip-login', 'real'),
            text('service', 'cube', { when: 'has-service', own: true }),
            secret('servicePassword', 'lock', { when: 'has-servicePassword', own: true }),
            tick('encrypt', 'shield', { when: 'has-encrypt' }),
            text('country', 'flag-o', { placeholder: true, hint: true }),
            COUNTRY,
            note('fax-sms-connection-tip-country'),
            number('channels', 'phone', { when: 'fax', unit: 'channels' }),
            ACTIONS,
            TEST_ITEM,
          ],
        },
        {
          name: 'receiving',
          rows: [
            number('pollSeconds', 'refresh', { unit: 'seconds' }),
            note('fax-sms-connection-tip-poll'),
            text('publicUrl', 'globe', { when: 'webhook', placeholder: true }),
            text('webhookPath', 'link', { when: 'webhook', placeholder: true }),
            ADDRESS,
            text('webhookUser', 'user', { when: 'webhook' }),
            secret('webhookPassword', 'lock', { when: 'webhook' }),
            tip('open', { when: 'webhook open', live: true }),
            note('fax-sms-connection-tip-guarded', 'webhook guarded'),
            text('pushUrl', 'bolt', { when: 'real', placeholder: true, hint: true }),
            secret('pushToken', 'key', { when: 'real' }),
          ],
        },
        {
          name: 'storage',
          rows: [
            config('store', 'database', { hint: true }),
            number('redeliverMinutes', 'repeat', { unit: 'minutes' }),
            number('maxAttempts', 'ban', { unit: 'attempts' }),
            tip('redeliver'),
            number('keepDays', 'history', { unit: 'days' }),
            number('documentDays', 'file-text-o', { when: 'fax', unit: 'days' }),
            tip('documents', { when: 'fax' }),
            tip('closed', { when: 'no-fax' }),
          ],
        },
        {
          name: 'network',
          rows: [
            tip('noNetwork', { when: 'simulator' }),
            text('baseUrl', 'globe', { when: 'real', placeholder: true }),
            config('tls', 'certificate', { when: 'real' }),
            config('proxy', 'exchange', { when: 'real' }),
          ],
        },
        { name: 'check', rows: CHECK_ROWS },
        { name: 'waiting', rows: [WAITING] },
      ],
    },
  ],
};
