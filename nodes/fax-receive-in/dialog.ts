import { connection, name, note, select, text, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'fax-receive-in',
  rows: [
    name,
    connection,
    text('number', 'phone', { placeholder: true }),
    select('output', 'file-o'),
    select('format', 'file-pdf-o'),
    select('complete', 'check'),
    note('fax-receive-in-tip'),
  ],
};
