import type { FieldFace } from '../../../src/providers/face';
import { showRows } from '../../editor-kit';
import { begunWith } from './begin';
import { showCountry } from './country';
import { field, type Opened } from '../../editor-kit/opened';
import { chosenFace, labelOf } from './opened';

/** Shows the fields that the chosen provider needs, under the names that the provider uses. */
export function showChosen(opened: Opened): void {
  const { form, node } = opened;
  showRows(form, factsOf(opened));
  form.find('[data-label]').each(function () {
    $(this).text(labelOf(node, $(this).attr('data-label') ?? ''));
  });
  const face = chosenFace(node);
  form.find('[data-hint]').each(function () {
    const hint = face?.fields.find(({ name }) => name === $(this).attr('data-hint'))?.hint;
    $(this)
      .text(hint === undefined ? '' : node._(`fax-sms-connection.hint.${hint}`))
      .toggle(hint !== undefined);
  });
  inOrder(opened, face?.fields ?? []);
  const { poll, webhook } = face?.arrival ?? {};
  const tips = { login: face?.tip, poll, address: webhook?.address, guarded: webhook?.guarded };
  for (const [name, key] of Object.entries(tips)) {
    form.find(`#fax-sms-connection-tip-${name}`).text(key === undefined ? '' : node._(`fax-sms-connection.tip.${key}`));
  }
  showCountry(opened);
}

/** Puts the fields into the order of the chosen provider. */
function inOrder(opened: Opened, fields: readonly FieldFace[]): void {
  let last = field(opened, 'provider').closest('.form-row');
  for (const { name } of fields) last = field(opened, name).closest('.form-row').insertAfter(last);
  opened.form.find('#fax-sms-connection-tip-login').insertAfter(last);
}

/** The facts that are true now, for `when` of the rows. */
function factsOf(opened: Opened): Set<string> {
  const face = chosenFace(opened.node);
  const begun = begunWith(opened);
  const fields = (face?.fields ?? []).filter((one) => begun === 'real' || (begun && one.simulated));
  return new Set([
    ...(begun ? ['begun', begun] : []),
    ...fields.map(({ name }) => `has-${name}`),
    ...(face?.carries ?? []),
    ...(face?.carries.includes('fax') ? [] : ['no-fax']),
    ...(face?.arrival.webhook && begun === 'real' ? ['webhook'] : []),
    field(opened, 'webhookUser').val() ? 'guarded' : 'open',
  ]);
}
