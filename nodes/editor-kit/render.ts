import { CHOICES } from '../rules/choices';
import { UNITS } from '../rules/duration';
import { fieldPrefix, type Dialog, type Field, type Row, type Tabs, type Tip } from './dialog';

/** A dialog's template in the form that Node-RED expects. */
export function renderDialog(dialog: Dialog): string {
  const rows = renderRows(dialog.rows, dialog.type);
  return `<script type="text/html" data-template-name="${dialog.type}">\n<div class="pushline-form pushline-${dialog.type}">\n${rows}\n</div>\n</script>`;
}

function renderRows(rows: readonly Row[], type: Dialog['type']): string {
  return rows.map((row) => renderRow(row, type)).join('\n');
}

function renderRow(row: Row, type: Dialog['type']): string {
  switch (row.kind) {
    case 'tip':
      return renderTip(row, type);
    case 'tabs':
      return renderTabs(row, type);
    case 'markup':
      return row.html;
    case 'text':
    case 'secret':
    case 'number':
    case 'duration':
    case 'select':
    case 'tick':
    case 'typed':
    case 'connection':
    case 'config':
      return renderField(row, type);
  }
}

function renderField(field: Field, type: Dialog['type']): string {
  const { name, icon, when, hint, unit, own } = field;
  const id = `${fieldPrefix(type)}${name}`;
  const words = own ? `<span data-label="${name}"></span>` : span(`${type}.label.${name}`);
  const label = `<label for="${id}" id="${id}-label"><i class="fa fa-${icon}" aria-hidden="true"></i> ${words}</label>`;
  const parts = [label, inputOf(field, type)];
  if (unit) parts.push(`<span class="pushline-unit" id="${id}-unit" data-i18n="${type}.unit.${unit}"></span>`);
  if (hint) parts.push(`<div class="pushline-form-hint" id="${id}-hint" data-i18n="${type}.hint.${name}"></div>`);
  if (own) parts.push(`<div class="pushline-form-hint" id="${id}-hint" data-hint="${name}"></div>`);
  return `<div class="form-row"${attribute('data-when', when)}>\n${parts.join('\n')}\n</div>`;
}

function inputOf(field: Field, type: Dialog['type']): string {
  const { kind, name, placeholder, unit, hint, own } = field;
  const id = `${fieldPrefix(type)}${name}`;
  const about = [unit && `${id}-unit`, (hint ?? own) && `${id}-hint`].filter(Boolean).join(' ');
  const common = `id="${id}"${attribute('aria-describedby', about)}${attribute('data-i18n', placeholder && `[placeholder]${type}.${name === 'name' ? 'label' : 'placeholder'}.${name}`)}`;
  switch (kind) {
    case 'secret':
      return `<input type="password" autocomplete="new-password" ${common}>`;
    case 'number':
      return `<input type="text" inputmode="decimal" class="pushline-short" ${common}>`;
    case 'duration':
      return `<input type="text" inputmode="decimal" class="pushline-short" ${common}>\n<select id="${id}-in" class="pushline-short" aria-labelledby="${id}-label">${units(type)}</select>`;
    case 'select':
      return `<select ${common}>${optionsOf(type, name)}</select>`;
    case 'tick':
      return `<input type="checkbox" ${common}>\n<label for="${id}" class="pushline-beside" data-i18n="${type}.tip.${name}"></label>`;
    // Node-RED replaces this input by its own, which takes the width from here and, since Node-RED 5, its label.
    case 'typed':
      return `<input type="text" style="width: 70%" aria-labelledby="${id}-label" ${common}>\n<input type="hidden" id="${id}Type">`;
    case 'config':
      return `<input type="text" style="width: calc(100% - 180px)" ${common}>`;
    case 'connection':
      return `<input type="text" ${common}>`;
    case 'text':
      return `<input type="text" autocomplete="off" ${common}>`;
  }
}

function optionsOf(type: Dialog['type'], name: string): string {
  const choices = CHOICES[type][name] ?? [];
  return choices.map((choice) => `<option value="${choice}" data-i18n="${type}.option.${choice}"></option>`).join('');
}

/** The options for the unit of a duration. */
function units(type: Dialog['type']): string {
  return Object.keys(UNITS)
    .map((unit) => `<option value="${unit}" data-i18n="${type}.duration.${unit}"></option>`)
    .join('');
}

function renderTip({ text, id, when, live }: Tip, type: Dialog['type']): string {
  const about = attribute('id', id) + attribute('data-when', when) + attribute('role', live && 'status');
  return `<div class="form-tips"${about}${attribute('data-i18n', text && `${type}.tip.${text}`)}></div>`;
}

function renderTabs({ tabs }: Tabs, type: Dialog['type']): string {
  const buttons = tabs.map(
    ({ name }) =>
      `<button type="button" role="tab" id="${type}-tab-${name}" aria-controls="${type}-${name}" data-i18n="${type}.tab.${name}"></button>`,
  );
  const panels = tabs.map(
    ({ name, rows }) =>
      `<div role="tabpanel" id="${type}-${name}" aria-labelledby="${type}-tab-${name}">\n${renderRows(rows, type)}\n</div>`,
  );
  return `<div role="tablist" class="pushline-form-tabs" id="${type}-tabs">\n${buttons.join('\n')}\n</div>\n${panels.join('\n')}`;
}

function span(key: string): string {
  return `<span data-i18n="${key}"></span>`;
}

function attribute(name: string, value: string | undefined | false): string {
  return value ? ` ${name}="${value}"` : '';
}
