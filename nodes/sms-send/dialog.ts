import { connection, duration, name, note, number, select, typed, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'sms-send',
  rows: [
    name,
    connection,
    typed('to', 'phone', { hint: true }),
    note('sms-send-to'),
    typed('text', 'commenting-o'),
    note('sms-send-parts'),
    typed('from', 'user', { hint: true }),
    typed('sendAt', 'calendar', { hint: true }),
    typed('reference', 'bookmark-o', { hint: true }),
    select('characterset', 'font'),
    number('validity', 'hourglass-half', { unit: 'validity', hint: true }),
    duration('giveUpMinutes', 'clock-o', { hint: true }),
    select('outputs', 'code-fork', { hint: true }),
  ],
};
