import type { ProviderFace } from '../face';

export const etherfax: ProviderFace = {
  name: 'etherfax',
  title: 'etherFAX',
  carries: ['fax'],
  fields: [
    { name: 'apiKey', label: 'apiKey', hint: 'apiKey-etherfax' },
    { name: 'account', label: 'account-etherfax', hint: 'account-etherfax' },
    { name: 'username', label: 'username' },
    { name: 'password', label: 'password' },
  ],
  tip: 'login',
  national: 'nationalCompleted',
  logins: [
    { fields: ['apiKey'] },
    // An API key in the password field, to be sent by Basic, which etherFAX also accepts.
    { fields: ['password'], without: ['account', 'username'] },
    { fields: ['account', 'username', 'password'] },
  ],
  arrival: { poll: 'poll' },
  fax: {
    needsCallerId: false,
    hasHeader: true,
    special: ['delivered', 'busy', 'no-answer', 'no-credit', 'not-fax'],
  },
  tests: [{ label: 'inject-fax', icon: 'fax', kinds: ['fax'] }],
};
