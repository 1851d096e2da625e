/**
 * The last four digits of a number decide how a job sent to a simulator ends. These are the same for every provider;
 * each simulator has more of its own.
 */
export const SPECIAL_NUMBERS = {
  fax: {
    delivered: '0001',
    busy: '0002',
    'no-answer': '0003',
    'line-fault': '0005',
    'no-credit': '0006',
    partial: '0007',
    'bad-number': '0008',
    'not-fax': '0009',
    'page-quality': '0010',
    hangup: '0011',
  },
  sms: {
    delivered: '0001',
    'bad-number': '0002',
    unreachable: '0003',
    rejected: '0004',
    expired: '0005',
    'no-credit': '0006',
  },
} as const;

export type SpecialNumbers = typeof SPECIAL_NUMBERS;

/** A simulator's table: an entry for each of these numbers, and for more. */
export type NumberTable<K extends keyof SpecialNumbers, T> = Readonly<
  Record<SpecialNumbers[K][keyof SpecialNumbers[K]] & string, T> & Record<string, T>
>;
