import { join } from 'node:path';
import { FAX_FOLDER, JOURNAL_FILE, OUT_FOLDER, RESULTS_FILE, SMS_FILE } from './example-flow.mjs';

/** The examples that `npm start` and the matrix run, with the variables that make them write below `folder`. */
export function examplePlaces(folder) {
  const journal = join(folder, 'aculab', 'journal.jsonl');
  return [
    ['01', { [FAX_FOLDER]: join(folder, 'faxes') }],
    ['02', { [SMS_FILE]: join(folder, 'sms', 'inbox.jsonl') }],
    ['04', { [RESULTS_FILE]: join(folder, 'fax-results.jsonl') }],
    ['10', { [FAX_FOLDER]: join(folder, 'aculab', 'faxes'), [JOURNAL_FILE]: journal }],
    ['11', { [JOURNAL_FILE]: journal }],
    ['13', { [JOURNAL_FILE]: journal }],
    ['14', { [FAX_FOLDER]: join(folder, 'faxes-as-pdf') }],
    ['16', { [OUT_FOLDER]: join(folder, 'fax-out') }],
  ];
}
