import type { Migration } from '../rules/migrated';

/** Since 2 a new node gives the document, as a PDF; one of before goes on giving the record, and the fax as it came. */
const toVersion2: Migration = (saved) => ({
  ...saved,
  output: saved['output'] ?? 'record',
  format: saved['format'] ?? 'original',
});

export const migrations = [toVersion2];
