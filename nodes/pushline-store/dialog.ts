import { config, markup, name, number, secret, select, text, tip, type Dialog } from '../editor-kit/dialog';

const ACTIONS = markup(`<div class="form-row pushline-actions">
<button type="button" class="red-ui-button" id="pushline-store-test"><i class="fa fa-plug" aria-hidden="true"></i> <span data-i18n="pushline-store.label.test"></span></button>
<div role="status" id="pushline-store-result"></div>
</div>
<div class="form-row pushline-actions">
<button type="button" class="red-ui-button" id="pushline-store-move"><i class="fa fa-sign-in" aria-hidden="true"></i> <span data-i18n="pushline-store.label.move"></span></button>
<button type="button" class="red-ui-button" id="pushline-store-move-end" style="display:none"><span data-i18n="pushline-store.label.endMove"></span></button>
<div role="status" id="pushline-store-moved"></div>
</div>`);

/** `when`: a value chosen in `by`, `secure` or `documents`. */
export const dialog: Dialog = {
  type: 'pushline-store',
  rows: [
    name,
    select('by', 'database'),
    text('url', 'link', { when: 'url', placeholder: true, hint: true }),
    text('host', 'server', { when: 'fields', placeholder: true }),
    number('port', 'plug', { when: 'fields' }),
    text('database', 'cubes', { when: 'fields' }),
    text('user', 'user', { when: 'fields' }),
    secret('password', 'lock', { hint: true }),
    select('secure', 'shield'),
    config('tls', 'certificate', { when: 'node' }),
    tip('off', { when: 'off', live: true }),
    text('schema', 'table', { hint: true }),
    text('group', 'users', { hint: true }),
    text('instance', 'tag', { placeholder: true, hint: true }),
    select('documents', 'file-text-o'),
    text('folder', 'folder-o', { when: 'folder', hint: true }),
    tip('database', { when: 'database', live: true }),
    ACTIONS,
  ],
};
