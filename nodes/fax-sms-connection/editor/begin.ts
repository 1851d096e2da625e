import { FACES } from '../../../src/providers/faces';
import { field, type Opened } from '../../editor-kit/opened';

/**
 * Lets the user choose between simulator and account. For a new connection nothing is chosen yet; existing ones can
 * switch.
 */
export function prepareBegin(opened: Opened): void {
  const box = field(opened, 'simulator');
  const isNew = !RED.nodes.node(opened.node.id);
  if (isNew) chooseFitting(opened);
  if (!isNew || box.is(':checked')) choices(opened).val([box.is(':checked') ? 'simulator' : 'real']);
  choices(opened).on('change', () => {
    box.prop('checked', begunWith(opened) === 'simulator').trigger('change');
  });
}

/** undefined: nothing has been chosen yet. */
export function begunWith(opened: Opened): 'simulator' | 'real' | undefined {
  const chosen = choices(opened).filter(':checked').val();
  return chosen === 'simulator' || chosen === 'real' ? chosen : undefined;
}

function choices({ form }: Opened): JQuery {
  return form.find('[name=pushline-begin]');
}

/** If the new connection is made from the dialog of an SMS node, a provider that carries SMS is preselected. */
function chooseFitting(opened: Opened): void {
  const opener = RED.editor.getEditStack?.().at(-2);
  if (!opener?.type.startsWith('sms-')) return;
  const fitting = FACES.find(({ carries }) => carries.includes('sms'));
  if (fitting) field(opened, 'provider').val(fitting.name);
}
