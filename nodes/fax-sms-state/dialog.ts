import { connection, name, number, tip, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'fax-sms-state',
  rows: [name, connection, tip('connection'), number('minutes', 'clock-o', { unit: 'minutes', hint: true })],
};
