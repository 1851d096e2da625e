import assert from 'node:assert/strict';
import { etherFaxCheck } from '../../../src/providers/etherfax/account-check/etherfax-check';
import type { EtherFaxAnswers } from '../../../src/providers/etherfax/account-check/etherfax-answers';
import { answer, describeProbes } from './answers';

const JobId = 'fc00fc44-9f52-4319-82c3-a4c4ec490f0c';
const check = etherFaxCheck({ baseUrl: '', account: '', credentials: { apiKey: 'c4n4ry' } });

const FAX = {
  ...{ FaxResult: 0, JobId, CalledNumber: '+15550100001', CallingNumber: '+15550100099', RemoteId: 'C4N4RY' },
  ...{ PagesReceived: 2, ConnectTime: 40, ConnectSpeed: 14_400, ReceivedOn: '2026-11-20T09:30:00.12', FaxImage: null },
  DocumentParams: { Type: 'image/tiff', Length: 5_408, Hash: '523283496bbac75d8bf636ec114b800e', Name: 'c4n4ry.tif' },
};

const withFax = (change: object): EtherFaxAnswers => ({ list: answer([{ ...FAX, ...change }]) });
const withParams = (change: object): EtherFaxAnswers =>
  withFax({ DocumentParams: { ...FAX.DocumentParams, ...change } });

const AS_DOCUMENTED: EtherFaxAnswers = {
  account: answer({ Account: 'efax-0000-0000', Name: 'C4n4ry', Ports: 2, Enabled: true, Numbers: ['+15550100001'] }),
  pending: answer({ PendingFaxes: 0, AvailableChannels: 2 }),
  unread: answer({ UnreadFaxes: 1 }),
  list: answer([FAX]),
  'unread-again': answer({ UnreadFaxes: 1 }),
  'unknown-job': answer({ Message: 'none' }, { status: 404 }),
  wait: answer({ UnreadFaxes: 0 }, { ms: 8_010 }),
  banner: answer('etherFAX REST Services 3.0\r\n192.0.2.1', { type: 'text/plain' }),
  anonymous: answer({ Message: 'Authorization has been denied.' }, { status: 401 }),
  other: answer({ Account: 'efax-0000-0000' }),
};

/** By assumption: what the service would answer if it were wrong. */
const OTHERWISE: Record<string, EtherFaxAnswers[]> = {
  'EF-01': [{ banner: answer('<html>', { type: 'text/html' }) }, { banner: answer('', { status: 404 }) }],
  'EF-02': [
    { wait: answer({ UnreadFaxes: 0 }, { ms: 90 }) },
    { wait: answer('', { status: 504, ms: 5_000 }) },
    { wait: { outcome: 'unanswered', reason: check.probes[0]?.judge({}).seen as never } },
  ],
  'EF-06': [{ list: answer('[', { isCut: true }) }],
  'EF-07': [{ list: answer({ Message: 'c4n4ry' }) }, { list: answer('', {}) }, { list: answer('null') }],
  'EF-08': [{ unread: answer({ UnreadFaxes: 3 }), list: answer([FAX]), 'unread-again': answer({ UnreadFaxes: 3 }) }],
  'EF-09': [{ 'unknown-job': answer({ FaxResult: 0 }) }, { 'unknown-job': answer('', { status: 500 }) }],
  'EF-11': [{ anonymous: answer({}, { status: 200 }) }, { anonymous: answer('', { status: 302 }) }],
  'EF-12': [
    { account: answer({}, { headers: { 'x-ratelimit-remaining': '10' } }) },
    { list: answer('', { status: 429 }) },
  ],
  'EF-14': [{ anonymous: answer('<p>No', { status: 401 }) }, { anonymous: answer({ message: 'No' }, { status: 401 }) }],
  'EF-17': [
    { account: answer({ account: 'efax-0000-0000' }) },
    { account: answer({ Account: 1, Ports: 'two' }) },
    { account: answer('<a/>') },
  ],
  'EF-18': [withFax({ FaxResult: 'Delivered' }), withFax({ FaxResult: null })],
  'EF-19': [withFax({ FaxImage: 'SUkqAAgAAAA' })],
  'EF-21': [withParams({ Hash: 'sha256:c4n4ry' }), withParams({ Hash: 7 })],
  'EF-22': [withParams({ Type: 'TIFF' })],
  'EF-25': [withFax({ ConnectTime: '00:00:40' }), withFax({ pagesReceived: 2 })],
  'EF-26': [withFax({ ReceivedOn: '11/20/2026 9:30' }), withFax({ ReceivedOn: '2026-11-20T09:30:00-05:00' })],
  'EF-30': [withFax({ JobId: 4711 }), withFax({ JobId: 'job-4711' })],
  'EF-38': [{ account: answer({}), other: answer('', { status: 401 }) }],
  'EF-39': [{ unread: answer({ UnreadFaxes: 2 }), 'unread-again': answer({ UnreadFaxes: 0 }) }],
  'EF-40': [{ pending: answer({ pendingFaxes: 0 }) }, { pending: answer({ PendingFaxes: 0 }) }],
  'EF-41': [
    { account: answer({}, { skewMs: 3_600_000 }) },
    { account: answer({}, { skewMs: -400_000 }) },
    { account: answer({}, { skewMs: undefined }) },
  ],
  'EF-42': [{ unread: answer({ UnreadFaxes: 'none' }) }, { unread: answer({ Unread: 1 }) }],
  'EF-43': [{ list: answer('<list/>') }],
};

describe('etherFaxCheck', () => {
  describeProbes(check, AS_DOCUMENTED, OTHERWISE);

  it('makes no request that marks, locks or fetches a fax', () => {
    const asked = check.steps.flatMap(({ request }) => request(AS_DOCUMENTED) ?? []);
    for (const { method = 'GET', path, query } of asked) {
      assert.equal(method, 'GET');
      assert.ok(!['received', 'get', 'getnext'].includes(query?.['a'] ?? ''), path);
    }
  });

  it('does not wait for a fax if one is unread', () => {
    const wait = check.steps.find(({ name }) => name === 'wait');
    assert.equal(wait?.request({ 'unread-again': answer({ UnreadFaxes: 1 }) }), undefined);
    assert.equal(wait?.request({ 'unread-again': answer({ UnreadFaxes: 0 }) })?.query?.['wait'], '8');
  });

  it('tells channels and unread faxes, and of own numbers the last four digits', () => {
    assert.deepEqual(check.facts(AS_DOCUMENTED), [
      { name: 'channels', value: '2' },
      { name: 'numbers', value: '…0001' },
      { name: 'unread', value: '1' },
    ]);
  });
});
