import { randomUUID } from 'node:crypto';
import { ConfigError } from '../../../domain/errors';
import type { AccountCheck, Step } from '../../account-check/probe';
import { authorization, type EsendexCredentials } from '../wire/esendex-auth';
import { ESENDEX_BASE_URL } from '../esendex-provider';
import { readMessageId, type EsendexStep } from './esendex-answers';
import { esendexFacts } from './esendex-facts';
import { accountProbes } from './account-probes';
import { INBOX_PROBES } from './inbox-probes';
import { SENT_PROBES } from './sent-probes';

export interface EsendexCheckOptions {
  baseUrl: string;
  account: string;
  credentials: EsendexCredentials;
}

/** Throws `ConfigError` when there is no account reference or no login to check. */
export function esendexCheck({ baseUrl, account, credentials }: EsendexCheckOptions): AccountCheck<EsendexStep> {
  const reference = account.trim();
  if (reference === '') throw new ConfigError('Account reference: needed, EX and digits');
  return {
    baseUrl: baseUrl.trim() === '' ? ESENDEX_BASE_URL : baseUrl,
    headers: { 'cache-control': 'no-store' },
    logins: { own: authorization(credentials) },
    steps: stepsFor(reference),
    probes: [...accountProbes(reference), ...INBOX_PROBES, ...SENT_PROBES],
    facts: (answers) => esendexFacts(answers, reference),
    unchecked: {
      sends: ['ES-19', 'ES-21', 'ES-35', 'ES-36', 'ES-37', 'ES-39'],
      arrives: [
        ...['ES-01', 'ES-02', 'ES-03', 'ES-06', 'ES-07', 'ES-08', 'ES-10', 'ES-11', 'ES-12'],
        ...['ES-16', 'ES-22', 'ES-23', 'ES-24', 'ES-25', 'ES-28'],
      ],
      changes: [],
      fails: [],
      login: ['ES-30'],
      ours: ['ES-04', 'ES-05', 'ES-13', 'ES-31', 'ES-33', 'ES-34', 'ES-40', 'ES-41'],
    },
  };
}

const XML = { accept: 'application/xml' };
const JSON_TYPE = { accept: 'application/json' };
const PAGE = '20';

/** None of these requests marks a message: single messages are only fetched if they are marked as read already. */
function stepsFor(account: string): readonly Step<EsendexStep>[] {
  const inbox = `/v1.0/inbox/${encodeURIComponent(account)}/messages`;
  const ofRead =
    (suffix: string): Step<EsendexStep>['request'] =>
    (answers) => {
      const id = readMessageId(answers);
      return id === undefined
        ? undefined
        : { path: `/v1.0/messageheaders/${encodeURIComponent(id)}${suffix}`, headers: XML };
    };
  return [
    { name: 'accounts', request: () => ({ path: '/v1.0/accounts', headers: JSON_TYPE }) },
    { name: 'inbox', request: () => ({ path: inbox, query: { startindex: '0', count: PAGE }, headers: XML }) },
    { name: 'next-page', request: () => ({ path: inbox, query: { startindex: '1', count: '1' }, headers: XML }) },
    {
      name: 'window',
      // A service that honours `start` lists nothing for a time in the future.
      request: () => ({ path: inbox, query: { startindex: '0', count: '1', start: inTwoDays() }, headers: XML }),
    },
    { name: 'inbox-again', request: () => ({ path: inbox, query: { startindex: '0', count: PAGE }, headers: XML }) },
    { name: 'header', request: ofRead('') },
    { name: 'body', request: ofRead('/body') },
    {
      name: 'sent',
      request: () => ({
        path: '/v1.0/messageheaders',
        query: { accountreference: account, startindex: '0', count: PAGE },
        headers: JSON_TYPE,
      }),
    },
    { name: 'unknown', request: () => ({ path: `/v1.0/messageheaders/${randomUUID()}`, headers: XML }) },
    { name: 'anonymous', login: 'none', request: () => ({ path: '/v1.0/accounts', headers: JSON_TYPE }) },
  ];
}

function inTwoDays(): string {
  return new Date(Date.now() + 48 * 3_600_000).toISOString();
}
