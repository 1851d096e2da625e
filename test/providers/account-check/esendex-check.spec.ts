import assert from 'node:assert/strict';
import { esendexCheck } from '../../../src/providers/esendex/account-check/esendex-check';
import type { EsendexAnswers } from '../../../src/providers/esendex/account-check/esendex-answers';
import { answer, describeProbes } from './answers';

const check = esendexCheck({
  baseUrl: '',
  account: 'EX0012345',
  credentials: { username: 'c4n4ry@example.com', password: 'c4n4ry' },
});

const ID = 'ee931a29-d176-42bb-b2a1-a66871e8c118';
const OTHER_ID = '6145d724-98cb-41a2-8c4e-4b81ef694897';
const ACCOUNT = {
  ...{ id: OTHER_ID, reference: 'EX0012345', label: 'C4n4ry', address: '447700900500' },
  ...{ messagesremaining: 1_000, defaultdialcode: '44' },
};

interface Header {
  id?: string;
  readat?: string;
  receivedat?: string;
  to?: string;
  more?: string;
}

function header({ id = ID, readat = '0001-01-01T00:00:00Z', ...more }: Header = {}): string {
  const { receivedat = '2026-11-20T14:30:42.407Z', to = '447700900500' } = more;
  return (
    `<messageheader id="${id}"><reference>EX0012345</reference><status>Submitted</status><receivedat>${receivedat}</receivedat>` +
    `<to><phonenumber>${to}</phonenumber></to><from><phonenumber>447700900001</phonenumber></from>` +
    `<summary>C4n4ry</summary><readat>${readat}</readat>${more.more ?? '<parts>1</parts>'}</messageheader>`
  );
}

const list = (items: string[], attributes = `totalcount="${items.length}"`) =>
  answer(`<messageheaders startindex="0" count="${items.length}" ${attributes}>${items.join('')}</messageheaders>`);

const READ = header({ id: OTHER_ID, readat: '2026-11-21T08:00:00Z' });
const INBOX = list([header(), READ]);

const sent = (more: string) =>
  list([`<messageheader id="${ID}"><status>Failed</status><direction>Outbound</direction>${more}</messageheader>`]);

const AS_DOCUMENTED: EsendexAnswers = {
  accounts: answer({ accounts: [ACCOUNT] }),
  inbox: INBOX,
  'next-page': list([READ], 'totalcount="2"'),
  window: list([]),
  'inbox-again': INBOX,
  header: answer(READ),
  body: answer('<messagebody><bodytext>C4n4ry</bodytext><characterset>GSM</characterset></messagebody>'),
  sent: sent('<failurereason><code>27</code><permanentfailure>true</permanentfailure></failurereason>'),
  unknown: answer('not found', { status: 404, type: 'text/plain' }),
  anonymous: answer('denied', { status: 401, headers: { 'www-authenticate': 'Basic realm="c4n4ry"' } }),
};

const OTHERWISE: Record<string, EsendexAnswers[]> = {
  'ES-09': [{ inbox: list([header({ id: '4711' })]) }],
  'ES-14': [
    { header: answer(header({ more: '' })) },
    { header: answer(header({ receivedat: 'yesterday' })) },
    { header: answer('', { status: 404 }) },
  ],
  'ES-15': [
    { inbox: list([header({ receivedat: '2026-11-20T14:30:42+01:00' })]) },
    { inbox: list([header({ receivedat: '20/11/2026' })]) },
  ],
  'ES-17': [{ inbox: list([header({ to: '07700900500' })]) }, { inbox: list([header({ to: 'C4n4ry' })]) }],
  'ES-18': [
    { sent: sent('<failurereason><code>27</code></failurereason>') },
    { sent: sent('<failurereason><retryable>true</retryable></failurereason>') },
  ],
  'ES-20': [{ sent: list([`<messageheader id="${ID}"><status>C4n4ry</status></messageheader>`]) }],
  'ES-26': [{ accounts: answer('<p>', { type: 'text/html' }) }, { accounts: answer({ Accounts: [ACCOUNT] }) }],
  'ES-27': [
    { ...AS_DOCUMENTED, 'next-page': list([header()], 'totalcount="2"') },
    { ...AS_DOCUMENTED, 'next-page': list([header(), READ]) },
    { ...AS_DOCUMENTED, inbox: list([header(), READ], '') },
  ],
  'ES-29': [{ inbox: answer('', { headers: { 'retry-after': '1' } }) }, { inbox: answer('', { status: 429 }) }],
  'ES-32': [{ unknown: answer('', { status: 200 }) }, { unknown: answer('', { status: 403 }) }],
  'ES-38': [{ accounts: answer({}, { skewMs: 301_000 }) }],
  'ES-42': [
    { anonymous: answer('', { status: 403, headers: { 'www-authenticate': 'Basic' } }) },
    { anonymous: answer('', { status: 401 }) },
    { anonymous: answer('', { status: 401, headers: { 'www-authenticate': 'C4n4ry' } }) },
  ],
  'ES-43': [{ inbox: answer({ messageheaders: [] }) }, { inbox: answer('<messages/>') }],
  'ES-44': [{ inbox: list([header({ readat: 'never' })]) }],
  'ES-45': [{ inbox: INBOX, 'inbox-again': list([header({ readat: '2026-11-29T12:00:00Z' }), READ]) }],
  'ES-46': [{ inbox: INBOX, window: list([header()]) }],
  'ES-47': [
    { body: answer('<messagebody><text>C4n4ry</text></messagebody>') },
    { body: answer('<messagebody><bodytext/><characterset>UCS2</characterset></messagebody>') },
  ],
  'ES-48': [{ accounts: answer({ accounts: [{ ...ACCOUNT, reference: 'EX0099999' }] }) }],
  'ES-49': [
    { accounts: answer({ accounts: [{ Id: 'x', Reference: 'EX0012345' }] }) },
    { accounts: answer({ accounts: [{ ...ACCOUNT, defaultdialcode: {} }] }) },
    { accounts: answer({ accounts: [{ ...ACCOUNT, defaultdialcode: undefined, DefaultDialCode: '44' }] }) },
  ],
  'ES-50': [{ sent: answer({ messageheaders: [] }) }],
  'ES-51': [{ sent: list(['<messageheader><direction>Inbound</direction></messageheader>']) }],
};

describe('esendexCheck', () => {
  describeProbes(check, AS_DOCUMENTED, OTHERWISE);

  it('makes no request that marks or deletes, and fetches only messages that have been read already', () => {
    const asked = check.steps.flatMap(({ request }) => request(AS_DOCUMENTED) ?? []);
    assert.ok(asked.every(({ method = 'GET' }) => method === 'GET'));
    assert.ok(asked.some(({ path }) => path === `/v1.0/messageheaders/${OTHER_ID}/body`));
    assert.ok(asked.every(({ path }) => !path.includes(ID)));
    const unreadOnly = { ...AS_DOCUMENTED, inbox: list([header()]) };
    const body = check.steps.find(({ name }) => name === 'body');
    assert.equal(body?.request(unreadOnly), undefined);
  });

  it('tells the number by its last four digits, what is left, and what is unread', () => {
    assert.deepEqual(check.facts(AS_DOCUMENTED), [
      { name: 'numbers', value: '…0500' },
      { name: 'credit', value: '1000' },
      { name: 'unread', value: '1 of the first 2' },
    ]);
  });

  it('wants a reference and a login', () => {
    const login = { username: 'c4n4ry@example.com', password: 'c4n4ry' };
    assert.throws(() => esendexCheck({ baseUrl: '', account: ' ', credentials: login }), /Account reference/);
    assert.throws(() => esendexCheck({ baseUrl: '', account: 'EX1', credentials: {} }), /needed/);
  });
});
