import { connection, name, note, select, text, tick, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'sms-push-in',
  rows: [
    name,
    connection,
    text('number', 'phone', { placeholder: true }),
    select('complete', 'check'),
    tick('enrich', 'search-plus'),
    note('sms-push-in-tip'),
  ],
};
