import { FACES } from '../../../src/providers/faces';
import { field, type Opened } from './opened';

/** A new connection that is opened from a node for SMS begins with a provider that carries SMS. */
export function beginWithFitting(opened: Opened): void {
  const opener = RED.editor.getEditStack?.().at(-2);
  const isNew = !RED.nodes.node(opened.node.id);
  if (!isNew || !opener?.type.startsWith('sms-')) return;
  const fitting = FACES.find(({ carries }) => carries.includes('sms'));
  if (fitting) field(opened, 'provider').val(fitting.name);
}
