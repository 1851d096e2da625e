import { connection, name, number, select, text, tip, typed, type Dialog } from '../editor-kit/dialog';

export const dialog: Dialog = {
  type: 'fax-send',
  rows: [
    name,
    connection,
    tip('aculab', { id: 'fax-send-aculab', live: true }),
    typed('to', 'phone'),
    typed('document', 'file-text-o'),
    typed('cover', 'newspaper-o'),
    typed('from', 'user'),
    typed('stationId', 'id-card-o'),
    typed('header', 'header'),
    text('timezone', 'globe', { placeholder: true }),
    typed('reference', 'bookmark-o'),
    number('attempts', 'repeat', { unit: 'attempts' }),
    select('quality', 'th'),
    select('greys', 'adjust'),
    select('report', 'check-circle-o'),
    number('giveUpMinutes', 'clock-o', { unit: 'giveUpMinutes' }),
  ],
};
