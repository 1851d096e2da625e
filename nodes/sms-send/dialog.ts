import { connection, name, note, number, select, typed, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'sms-send',
  rows: [
    name,
    connection,
    typed('to', 'phone'),
    typed('text', 'commenting-o'),
    note('sms-send-parts'),
    typed('from', 'user'),
    typed('sendAt', 'calendar'),
    typed('reference', 'bookmark-o'),
    select('characterset', 'font'),
    number('validity', 'hourglass-half', { unit: 'validity' }),
    number('giveUpMinutes', 'clock-o', { unit: 'giveUpMinutes' }),
  ],
};
