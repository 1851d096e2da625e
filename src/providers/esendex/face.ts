import type { ProviderFace } from '../face';

export const esendex: ProviderFace = {
  name: 'esendex',
  title: 'Esendex',
  carries: ['sms'],
  fields: [
    { name: 'account', label: 'account-esendex', hint: 'account-esendex' },
    { name: 'username', label: 'username-esendex' },
    { name: 'password', label: 'password-esendex', hint: 'password-esendex' },
  ],
  tip: 'esendexLogin',
  national: 'nationalCompleted',
  logins: [{ fields: ['username', 'password'] }],
  accountRule: { isAccount: (account) => account !== '', reason: 'account-esendex' },
  arrival: {
    poll: 'pollBeside',
    webhook: { needsAddress: false, address: 'address', guarded: 'guarded' },
  },
  sms: {
    needsSender: false,
    hasTiming: true,
    special: ['delivered', 'bad-number', 'unreachable', 'rejected', 'no-credit'],
  },
  tests: [
    { label: 'inject-sms', icon: 'commenting-o', kinds: ['sms'] },
    { label: 'inject-receipts', icon: 'check-square-o', kinds: ['delivered', 'failed'] },
  ],
};
