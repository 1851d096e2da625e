import { markup, type Row } from '../../editor-kit/dialog';
import { SPECIAL_NUMBERS, type SpecialNumbers } from '../../../src/domain/special-numbers';

const TYPE = 'fax-sms-connection';

/** A row of this dialog that does not belong to a property of the node. */
function row(name: string, icon: string, input: string, when = ''): string {
  const id = `${TYPE}-${name}`;
  return `<div class="form-row"${when && ` data-when="${when}"`}>
<label for="${id}"><i class="fa fa-${icon}" aria-hidden="true"></i> <span data-i18n="${TYPE}.label.${name}"></span></label>
${input.replace('<input', `<input id="${id}"`).replace('<select', `<select id="${id}"`)}
</div>`;
}

function field(name: string, icon: string, { when = '', hint = false } = {}): string {
  const placeholder = hint ? ` data-i18n="[placeholder]${TYPE}.placeholder.${name}"` : '';
  return row(name, icon, `<input type="text" autocomplete="off"${placeholder}>`, when);
}

function button(name: string, icon: string): string {
  return `<button type="button" class="red-ui-button" id="${TYPE}-${name}"><i class="fa fa-${icon}" aria-hidden="true"></i> <span data-i18n="${TYPE}.label.${name}"></span></button>`;
}

function outcomes(sends: keyof SpecialNumbers): string {
  const options = ['by-number', ...Object.keys(SPECIAL_NUMBERS[sends])].map(
    (name) => `<option value="${name === 'by-number' ? '' : name}" data-i18n="${TYPE}.outcome.${name}"></option>`,
  );
  return row(`outcome-${sends}`, 'random', `<select>${options.join('')}</select>`, `simulator ${sends}`);
}

/** The fields for test events of a simulated connection; all may stay empty. */
export const TEST_ITEM: Row = markup(`<details data-when="simulator" id="${TYPE}-item">
<summary data-i18n="${TYPE}.label.item"></summary>
${field('item-from', 'phone', { hint: true })}
${field('item-to', 'phone-square', { hint: true })}
${row('item-pages', 'files-o', '<input type="text" inputmode="numeric" class="pushline-short" placeholder="2">', 'fax')}
${field('item-text', 'commenting-o', { when: 'sms', hint: true })}
${outcomes('fax')}
${outcomes('sms')}
</details>`);

const COLUMNS = ['check-verdict', 'check-assumed'].map(
  (column) => `<th scope="col" data-i18n="${TYPE}.label.${column}"></th>`,
);

/** The button beside `Test connection`. */
export const CHECK_BUTTON = button('check-open', 'stethoscope');

const CHECK = markup(`<div class="form-tips" data-i18n="${TYPE}.tip.check"></div>
<div class="form-row">
${button('check-begin', 'stethoscope')}
${button('check-end', 'stop')}
${button('check-copy', 'clipboard')}
<span role="status" id="${TYPE}-check-state"></span>
</div>
<table id="${TYPE}-check-list"><thead><tr>${COLUMNS.join('')}</tr></thead><tbody></tbody></table>`);

const TEST_SEND = markup(`<fieldset class="pushline-send">
<legend data-i18n="${TYPE}.label.send-title"></legend>
${row('send-kind', 'exchange', `<select><option value="fax" data-i18n="${TYPE}.option.send-fax"></option><option value="sms" data-i18n="${TYPE}.option.send-sms"></option></select>`, 'fax sms')}
${field('send-to', 'phone-square', { hint: true })}
${field('send-from', 'phone', { hint: true })}
<div class="form-row">
<input type="checkbox" id="${TYPE}-send-consent">
<label for="${TYPE}-send-consent" class="pushline-beside"><span data-when="real" data-i18n="${TYPE}.tip.consent"></span><span data-when="simulator" data-i18n="${TYPE}.tip.consentSimulated"></span></label>
</div>
<div class="form-row">
${button('send-now', 'paper-plane')}
<span id="${TYPE}-send-why"></span>
</div>
<div role="status" id="${TYPE}-send-state"></div>
<ol id="${TYPE}-send-steps"></ol>
</fieldset>`);

/** The panel `Check`. */
export const CHECK_ROWS: readonly Row[] = [CHECK, TEST_SEND];
