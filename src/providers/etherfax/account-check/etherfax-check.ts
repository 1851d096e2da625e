import { randomUUID } from 'node:crypto';
import type { AccountCheck, Step } from '../../account-check/probe';
import { authorization, type EtherFaxCredentials } from '../wire/etherfax-auth';
import { ETHERFAX_BASE_URL } from '../etherfax-provider';
import { unreadIn, type EtherFaxStep } from './etherfax-answers';
import { etherFaxFacts } from './etherfax-facts';
import { ETHERFAX_PROBES, WAIT_SECONDS } from './etherfax-probes';

export interface EtherFaxCheckOptions {
  baseUrl: string;
  account: string;
  credentials: EtherFaxCredentials;
}

/** Throws `ConfigError` when there is no login to check. */
export function etherFaxCheck({ baseUrl, account, credentials }: EtherFaxCheckOptions): AccountCheck<EtherFaxStep> {
  const apiKey = credentials.apiKey?.trim() ?? '';
  return {
    baseUrl: baseUrl.trim() === '' ? ETHERFAX_BASE_URL : baseUrl,
    headers: { accept: 'application/json', 'cache-control': 'no-store' },
    logins: {
      own: authorization(account, credentials),
      // etherFAX also accepts an API key by Basic, as the password of an empty user name.
      other: apiKey === '' ? undefined : authorization('', { password: apiKey }),
    },
    steps: STEPS,
    probes: ETHERFAX_PROBES,
    facts: etherFaxFacts,
    unchecked: {
      sends: ['EF-29', 'EF-32', 'EF-33', 'EF-34', 'EF-35', 'EF-37'],
      arrives: ['EF-20', 'EF-28'],
      changes: ['EF-03', 'EF-04', 'EF-15', 'EF-16'],
      fails: ['EF-10', 'EF-13'],
      login: [],
      ours: ['EF-05', 'EF-23', 'EF-24', 'EF-27', 'EF-31', 'EF-36'],
    },
  };
}

/** None of these requests marks, locks or fetches a fax. */
const STEPS: readonly Step<EtherFaxStep>[] = [
  { name: 'account', request: () => ({ path: '/accounts', query: { a: 'status' } }) },
  { name: 'pending', request: () => ({ path: '/outbox', query: { a: 'pending' } }) },
  { name: 'unread', request: () => ({ path: '/inbox', query: { a: 'unread' } }) },
  { name: 'list', request: () => ({ path: '/inbox', query: { a: 'list' } }) },
  { name: 'unread-again', request: () => ({ path: '/inbox', query: { a: 'unread' } }) },
  { name: 'unknown-job', request: () => ({ path: '/status', query: { id: randomUUID() } }) },
  { name: 'banner', login: 'none', request: () => ({ path: '' }) },
  { name: 'anonymous', login: 'none', request: () => ({ path: '/accounts', query: { a: 'status' } }) },
  { name: 'other', login: 'other', request: () => ({ path: '/accounts', query: { a: 'status' } }) },
  // Must come last, because a request that is not answered ends the check.
  {
    name: 'wait',
    // Shows something only while no fax is unread: otherwise the service answers at once.
    request: (answers) =>
      unreadIn(answers, 'unread-again') === 0
        ? {
            path: '/inbox',
            query: { a: 'unread', wait: String(WAIT_SECONDS) },
            timeoutMs: (WAIT_SECONDS + 10) * 1_000,
          }
        : undefined,
  },
];
