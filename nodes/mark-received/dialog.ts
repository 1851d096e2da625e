import { connection, name, select, tip, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'mark-received',
  rows: [name, select('then', 'check'), connection, tip('connection')],
};
