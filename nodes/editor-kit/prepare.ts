import { DEFAULTS, withDefaults } from '../rules/defaults';
import { presentVersion } from '../rules/migrated';
import { fieldPrefix, namesOf, type Dialog } from './dialog';
import { prepareConfigButtons, REFERENCES } from './config-buttons';
import { keepDuration, prepareDuration } from './durations';
import type { EditorNode } from './red';
import { prepareTyped } from './typed-inputs';

/**
 * Must be called before anything else is done with a dialog's fields. A flow that was not made in the editor may lack
 * properties, and one of an earlier version has others: the dialog shows the current ones, which the runtime uses, too.
 */
export function prepare(node: EditorNode, dialog: Dialog): void {
  const { type } = dialog;
  const defaults: Record<string, unknown> = DEFAULTS[type];
  const saved = Object.fromEntries(Object.keys(defaults).map((name) => [name, node[name]]));
  const shown = withDefaults(type, { ...saved, id: node.id, type });
  for (const [name, value] of Object.entries(defaults)) {
    const field = $(`#${fieldPrefix(type)}${name}`);
    if (typeof value === 'number') field.attr('placeholder', value);
    if (!(name in REFERENCES) && shown[name] !== node[name]) fill(field, shown[name]);
  }
  prepareConfigButtons();
  prepareTyped(namesOf(dialog, 'typed'));
  for (const name of namesOf(dialog, 'duration')) prepareDuration(name);
}

/** To be called on Done: the node then has the properties of the current version. */
export function keepVersion(node: EditorNode, dialog: Dialog): void {
  const { type } = dialog;
  for (const name of namesOf(dialog, 'duration')) keepDuration(name);
  if (!(Number(node['version']) >= presentVersion(type))) node['version'] = presentVersion(type);
}

function fill(field: JQuery, value: unknown): void {
  if (field.is(':checkbox')) field.prop('checked', value === true);
  else field.val(String(value));
}
