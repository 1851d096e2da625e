import { connection, duration, name, note, number, select, tip, typed, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'sms-send',
  rows: [
    name,
    connection,
    tip('aculab', { id: 'sms-send-aculab', live: true }),
    typed('to', 'phone', { hint: true }),
    note('sms-send-to'),
    typed('text', 'commenting-o'),
    note('sms-send-parts'),
    typed('from', 'user', { hint: true }),
    typed('sendAt', 'calendar', { hint: true, when: 'choice' }),
    typed('reference', 'bookmark-o', { hint: true }),
    select('characterset', 'font', { when: 'choice' }),
    number('validity', 'hourglass-half', { unit: 'validity', hint: true, when: 'choice' }),
    duration('giveUpMinutes', 'clock-o', { hint: true }),
    select('outputs', 'code-fork', { hint: true }),
  ],
};
