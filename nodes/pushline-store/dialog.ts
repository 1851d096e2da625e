import { config, name, number, secret, select, text, tip, type Dialog } from '../editor-kit/dialog';

/** `when`: how the database is named, and what is chosen; see `factsOf`. */
export const dialog: Dialog = {
  type: 'pushline-store',
  rows: [
    name,
    select('by', 'database'),
    text('url', 'link', { when: 'url', placeholder: true, hint: true }),
    text('host', 'server', { when: 'fields', placeholder: true }),
    number('port', 'plug', { when: 'fields' }),
    text('database', 'cubes', { when: 'fields' }),
    text('user', 'user', { when: 'fields' }),
    secret('password', 'lock', { hint: true }),
    select('secure', 'shield'),
    config('tls', 'certificate', { when: 'node' }),
    tip('off', { when: 'off', live: true }),
    text('schema', 'table', { hint: true }),
    text('group', 'users', { hint: true }),
    text('instance', 'tag', { placeholder: true, hint: true }),
    select('documents', 'file-text-o'),
    text('folder', 'folder-o', { when: 'folder', hint: true }),
    tip('database', { when: 'database', live: true }),
  ],
};
