import type { AccountCheck, ProbeRequest, Step } from '../../account-check/probe';
import { type AculabLogin, aculabOrigin, serviceAuthorization, userAuthorization } from '../wire/aculab-login';
import { PAGE_SUFFIXES } from '../wire/page-addresses';
import type { AculabStep } from './aculab-answers';
import { aculabFacts } from './aculab-facts';
import { ACULAB_PROBES } from './aculab-probes';

export type AculabCheckOptions = AculabLogin & { baseUrl: string };

/** Throws `ConfigError` when there is no login to check. */
export function aculabCheck(options: AculabCheckOptions): AccountCheck<AculabStep> {
  return {
    baseUrl: aculabOrigin(options.baseUrl, options.account),
    firstPage: PAGE_SUFFIXES.first,
    headers: { accept: 'application/json', 'cache-control': 'no-store' },
    logins: { own: userAuthorization(options), service: serviceAuthorization(options) },
    steps: STEPS,
    probes: ACULAB_PROBES,
    facts: aculabFacts,
    unchecked: {
      sends: ['AC-28', 'AC-29', 'AC-30', 'AC-32', 'AC-33'],
      arrives: [
        ...['AC-01', 'AC-02', 'AC-03', 'AC-04', 'AC-05', 'AC-07', 'AC-08', 'AC-09', 'AC-10', 'AC-11', 'AC-12'],
        ...['AC-13', 'AC-14', 'AC-15', 'AC-16', 'AC-18', 'AC-20', 'AC-21', 'AC-22', 'AC-34', 'AC-35', 'AC-36', 'AC-37'],
      ],
      changes: ['AC-06', 'AC-25', 'AC-26', 'AC-27'],
      fails: [],
      login: [],
      ours: ['AC-31'],
    },
  };
}

/** An id in the vendor's format that no application has. */
const NO_APPLICATION = '0000000000000000.000000';
const NO_FILE = 'pushline-check/no-such-file.tif';

/** None of these requests dials, writes or deletes. */
const STEPS: readonly Step<AculabStep>[] = [
  { name: 'protocol', request: () => form('/security/protocol_check', {}) },
  { name: 'files', request: () => form('/file_list', { filetype: 'media' }) },
  {
    name: 'unknown-application',
    request: () => form('/application_status', { application_instance_id: NO_APPLICATION }),
  },
  { name: 'missing-parameter', request: () => form('/application_status', {}) },
  { name: 'unknown-file', request: () => form('/file_get', { filetype: 'media', filename: NO_FILE }) },
  { name: 'queues', login: 'service', request: () => ({ path: '/service/v1/outbound_queues' }) },
  { name: 'anonymous', login: 'none', request: () => form('/security/protocol_check', {}) },
];

function form(path: string, fields: Record<string, string>): ProbeRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', path, headers, body: new URLSearchParams(fields).toString() };
}
