import assert from 'node:assert/strict';
import { loginInBody } from '../../../../src/providers/esendex/push/body-login';
import { form, messengerHeader, parsedForm, push, rawForm, request, soap } from './requests';

const LOGIN = { username: 'esendex', password: 'p<&>"ä' };

describe('the login in a body', () => {
  it('is found in a form, however its fields are spelled', () => {
    const fields = { notificationType: 'MessageReceived', body: 'x' };
    assert.deepEqual(loginInBody(form({ ...fields, ...LOGIN })), LOGIN);
    assert.deepEqual(loginInBody(form({ USERNAME: 'esendex', Password: LOGIN.password, ...fields })), LOGIN);
    assert.deepEqual(loginInBody(parsedForm({ ...fields, ...LOGIN })), LOGIN);
  });

  const escaped = 'p&lt;&amp;&gt;&quot;ä';
  for (const [name, header] of [
    ['as documented', messengerHeader('esendex', escaped)],
    [
      'with a prefix',
      `<e:MessengerHeader xmlns:e="x"><e:Username>esendex</e:Username><e:Password>${escaped}</e:Password></e:MessengerHeader >`,
    ],
    [
      'in CDATA',
      '<MessengerHeader><Username>esendex</Username><Password><![CDATA[p<&>"ä]]></Password></MessengerHeader>',
    ],
  ] as const) {
    it(`is found in a SOAP header ${name}`, () => {
      assert.deepEqual(loginInBody(soap('MessageEvent', '<id>1</id>', header)), LOGIN);
    });
  }

  it('is found in UTF-16, as whatever else is read', () => {
    const { body, headers } = soap('MessageEvent', '<id>1</id>', messengerHeader('esendex', escaped));
    assert.ok('raw' in body);
    const text = body.raw.toString().replace('utf-8', 'utf-16');
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    assert.deepEqual(loginInBody(request(bytes, { ...headers, 'content-type': 'text/xml' })), LOGIN);
  });

  it('is none where it is incomplete, there twice, or not in its place', () => {
    const none = [
      rawForm('username=esendex'),
      rawForm('username=a&username=b&password=c'),
      rawForm('username%5B%5D=a&password=b'),
      rawForm(''),
      push('<InboundMessage><Username>a</Username><Password>b</Password></InboundMessage>'),
      soap('MessageEvent', '<id>1</id>', ''),
      soap('MessageEvent', '<id>1</id>', '<MessengerHeader><Username>a</Username></MessengerHeader>'),
      soap('MessageEvent', '<id>1</id>', `<MessengerHeader>${'<a/>'.repeat(30)}</MessengerHeader>`),
      soap('MessageEvent', '<id>1</id>', '<MessengerHeader><Username>a</Username><Password>b</Password>'),
      request(Buffer.from('{"username":"a","password":"b"}'), { 'content-type': 'application/json' }),
    ];
    for (const given of none) assert.equal(loginInBody(given), undefined);
  });
});
