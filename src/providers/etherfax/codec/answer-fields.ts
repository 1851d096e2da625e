/** The fields of the answer to `accounts?a=status`. */
export const ACCOUNT = [
  'Account',
  'Name',
  'Ports',
  'Enabled',
  'Features',
  'AcceptedFormats',
  'Numbers',
  'Country',
  'TimeZone',
];

/** The fields of the answer to `outbox?a=pending`. */
export const PENDING = ['PendingFaxes', 'AvailableChannels'];

/** Fields that every fax of the inbox has. */
export const INBOX_FAX = ['JobId', 'FaxResult'];
