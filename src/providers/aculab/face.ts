import type { ProviderFace } from '../face';

export const aculab: ProviderFace = {
  name: 'aculab',
  title: 'Aculab Cloud',
  carries: ['fax', 'sms'],
  fields: [
    { name: 'account', label: 'account-aculab', hint: 'account-aculab' },
    { name: 'username', label: 'username-aculab' },
    { name: 'apiKey', label: 'apiKey-aculab', hint: 'apiKey-aculab' },
    { name: 'service', label: 'service', hint: 'service' },
    { name: 'servicePassword', label: 'servicePassword' },
    { name: 'encrypt', label: 'encrypt', simulated: true },
  ],
  tip: 'aculabLogin',
  national: 'nationalRefused',
  logins: [{ fields: ['username', 'apiKey'] }],
  together: { service: 'servicePassword' },
  accountRule: { isAccount: isCloudId, reason: 'account-aculab' },
  arrival: {
    poll: 'pollBesideAculab',
    webhook: { needsAddress: true, address: 'addressAculab', guarded: 'guardedAculab' },
  },
  fax: {
    needsCallerId: true,
    hasHeader: false,
    special: ['delivered', 'busy', 'no-answer', 'no-credit', 'not-fax'],
  },
  sms: {
    needsSender: true,
    hasTiming: false,
    special: ['delivered', 'bad-number', 'unreachable', 'rejected', 'no-credit'],
  },
  tests: [
    { label: 'inject-fax', icon: 'fax', kinds: ['fax'] },
    { label: 'inject-sms', icon: 'commenting-o', kinds: ['sms'] },
  ],
};

/** Whether this is a cloud id. Strict, because it becomes part of a host name. */
export function isCloudId(account: string): boolean {
  return /^\d{1,4}(?:-\d{1,4}){1,5}$/.test(account.trim());
}
