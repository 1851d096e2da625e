import { connection, name, select, tick, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'fax-status-in',
  rows: [name, connection, select('direction', 'exchange'), tick('finalOnly', 'flag-checkered')],
};
