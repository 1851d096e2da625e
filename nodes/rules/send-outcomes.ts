/** What can be chosen as the end of all that is sent, by the special number that stands for it at every simulator. */
export const SEND_OUTCOMES = {
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

export type SendKind = keyof typeof SEND_OUTCOMES;

/** Of one test item. */
export const TEST_ITEM_LIMITS = { pages: 50, text: 1_000, number: 40 };
