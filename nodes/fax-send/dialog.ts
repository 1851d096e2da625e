import { connection, duration, name, note, number, select, text, tip, typed, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'fax-send',
  rows: [
    name,
    connection,
    tip('aculab', { id: 'fax-send-aculab', live: true }),
    typed('to', 'phone', { hint: true }),
    note('fax-send-to'),
    typed('document', 'file-text-o', { hint: true }),
    typed('cover', 'newspaper-o', { hint: true }),
    typed('from', 'user', { hint: true }),
    typed('stationId', 'id-card-o', { hint: true, when: 'choice' }),
    typed('header', 'header', { hint: true, when: 'choice' }),
    text('timezone', 'globe', { placeholder: true, when: 'choice' }),
    typed('reference', 'bookmark-o', { hint: true }),
    number('attempts', 'repeat', { unit: 'attempts' }),
    duration('giveUpMinutes', 'clock-o', { hint: true }),
    select('outputs', 'code-fork', { hint: true }),
    select('quality', 'th'),
    select('greys', 'adjust'),
    select('report', 'check-circle-o'),
  ],
};
