import assert from 'node:assert/strict';
import { aculabCheck } from '../../../src/providers/aculab/account-check/aculab-check';
import type { AculabAnswers } from '../../../src/providers/aculab/account-check/aculab-answers';
import { answer, describeProbes } from './answers';

const check = aculabCheck({
  ...{ baseUrl: '', account: '1-2-0', service: 'c4n4ry' },
  credentials: { username: 'c4n4ry@example.com', apiKey: 'c4n4ry', servicePassword: 'c4n4ry' },
});

const NAME = '/rest_api/faxes/2026/11/20/14_35_03_04f01fb92e8913a8.62100.tif';
const FACTS = { created_date: '2026-11-20_14:35:03', size: 5_408 };
const error = (code: string) => ({ error: { code, text: 'c4n4ry' }, request: { url: 'c4n4ry' } });
const PROTOCOL = {
  ...{ pass: true, protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  ...{ user_agent: 'undici', source_address: '192.0.2.7' },
};

const AS_DOCUMENTED: AculabAnswers = {
  protocol: answer(PROTOCOL),
  files: answer({ [NAME]: FACTS, '/pushline-out/x_1.tif': FACTS }),
  'unknown-application': answer(error('HTTP 404'), { status: 404 }),
  'missing-parameter': answer(error('0001'), { status: 400 }),
  'unknown-file': answer('Not found', { status: 404, type: 'text/plain' }),
  queues: answer([{ service_name: 'c4n4ry', length: 0 }]),
  anonymous: answer(error('HTTP 401'), { status: 401 }),
};

const OTHERWISE: Record<string, AculabAnswers[]> = {
  'AC-17': [
    { files: answer({ [NAME]: FACTS, '/faxes/c4n4ry.pdf': FACTS }) },
    { files: answer([NAME, 'a name with blanks.tif']) },
  ],
  'AC-19': [{ files: answer({ '/faxes/c4n4ry.tif': FACTS }) }],
  'AC-23': [{ files: answer({ count: 1, files: [] }) }, { files: answer('<files/>') }, { files: answer([1, 2]) }],
  'AC-24': [
    { files: answer({ [NAME]: { created_date: 1_795_000_000 } }) },
    { files: answer({ [NAME]: {} }) },
    { files: answer([NAME]) },
  ],
  'AC-38': [
    { 'missing-parameter': answer(error('0002'), { status: 400 }) },
    { 'missing-parameter': answer('<error/>', { status: 400 }) },
    { 'missing-parameter': answer(error('0001'), { status: 200 }) },
  ],
  'AC-39': [{ files: answer('', { headers: { 'ratelimit-limit': '5' } }) }, { files: answer('', { status: 429 }) }],
  'AC-40': [
    { protocol: answer({ ...PROTOCOL, pass: false }) },
    { protocol: answer({ ...PROTOCOL, pass: undefined, Pass: true }) },
    { protocol: answer('<result/>') },
  ],
  'AC-41': [{ anonymous: answer(PROTOCOL) }, { anonymous: answer('', { status: 404 }) }],
  'AC-42': [{ 'unknown-application': answer(error('0002'), { status: 400 }) }, { 'unknown-application': answer({}) }],
  'AC-43': [{ 'unknown-file': answer(error('0402'), { status: 400 }) }, { 'unknown-file': answer('') }],
  'AC-44': [{ queues: answer(error('HTTP 401'), { status: 401 }) }, { queues: answer('', { status: 403 }) }],
  'AC-45': [{ protocol: answer(PROTOCOL, { skewMs: 999_999 }) }],
  'AC-46': [{ protocol: answer('<result/>') }, { files: answer('<p>', { type: 'text/html' }) }],
};

describe('aculabCheck', () => {
  describeProbes(check, AS_DOCUMENTED, OTHERWISE);

  it('makes no request that dials, writes or deletes', () => {
    const asked = check.steps.flatMap(({ request }) => request(AS_DOCUMENTED) ?? []);
    for (const { path } of asked) assert.ok(!/start|write|delete|send|interrupt/.test(path), path);
  });

  it('does not count our own uploads', () => {
    assert.deepEqual(check.facts(AS_DOCUMENTED), [
      { name: 'tls', value: 'TLSv1.3' },
      { name: 'listed', value: '1' },
    ]);
  });

  it('does not try a service’s login if none is set', () => {
    const without = aculabCheck({
      ...{ baseUrl: '', account: '1-2-0', service: '' },
      credentials: { username: 'c4n4ry', apiKey: 'c4n4ry' },
    });
    assert.equal(without.logins.service, undefined);
  });
});
