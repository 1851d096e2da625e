import { showRows } from '../../editor-kit';
import { chosenFace, field, isSimulated, labelOf, type Opened } from './opened';

/** Shows what the chosen provider needs, as it calls it. */
export function showChosen(opened: Opened): void {
  const { form, node } = opened;
  showRows(form, factsOf(opened));
  form.find('[data-label]').each(function () {
    $(this).text(labelOf(node, $(this).attr('data-label') ?? ''));
  });
  const face = chosenFace(node);
  const { poll, webhook } = face?.arrival ?? {};
  const tips = { login: face?.tip, poll, address: webhook?.address, guarded: webhook?.guarded };
  for (const [name, key] of Object.entries(tips)) {
    form.find(`#fax-sms-connection-tip-${name}`).text(key === undefined ? '' : node._(`fax-sms-connection.tip.${key}`));
  }
}

/** The words of `when` that hold. */
function factsOf(opened: Opened): Set<string> {
  const face = chosenFace(opened.node);
  const simulated = isSimulated(opened.node);
  const fields = (face?.fields ?? []).filter((one) => one.simulated ?? !simulated);
  return new Set([
    simulated ? 'simulator' : 'real',
    ...fields.map(({ name }) => `has-${name}`),
    ...(face?.carries ?? []),
    ...(face?.carries.includes('fax') ? [] : ['no-fax']),
    ...(face?.arrival.webhook && !simulated ? ['webhook'] : []),
    field(opened, 'webhookUser').val() ? 'guarded' : 'open',
  ]);
}
