import { entered as enteredFields, type Asked } from '../../editor-kit/entered';
import type { Opened } from '../../editor-kit/opened';
import { isSimulated } from './opened';

/** What the user has entered, for a test of the account. */
export function entered(opened: Opened, asked: Omit<Asked, 'nodes'>): Record<string, unknown> {
  return { simulator: isSimulated(opened.node), ...enteredFields(opened, { ...asked, nodes: ['tls', 'proxy'] }) };
}
