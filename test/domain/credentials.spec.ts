import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCredentialField } from '../../src/domain/credentials';
import { withoutCredentials } from '../../src/domain/without-credentials';

const NAMES = [
  ...['password', 'Passwd', 'PWD', 'pass', 'passphrase', 'secret', 'clientSecret', 'token', 'access_token', 'apiKey'],
  ...['x-api-key', 'Authorization', 'servicePassword', 'webhookPassword', 'username', 'User', 'file_cipher', 'PIN'],
  ...[
    'login[password]',
    'login[pass]',
    'db_pw',
    'sms-pin',
    'credentials',
    'Set-Cookie',
    'SessionId',
    'private.key',
    'ｐａｓｓｗｏｒｄ',
    'pa\u0301ssword',
  ],
];

describe('a credential field', () => {
  it('is known by its name', () => {
    assert.deepEqual(
      NAMES.filter((name) => !isCredentialField(name)),
      [],
    );
  });

  it('is known however its name is spelled', () => {
    const around = fc.constantFrom('', ' ', '\t', '\n', '_', '-', '@', '#', '"', '\u00a0', '\u200b', 'ns:', 'a:b:');
    const cased = fc.tuple(fc.constantFrom(...NAMES), fc.boolean());
    fc.assert(
      fc.property(
        around,
        cased,
        fc.constantFrom('', ' ', '\r\n', '_', '\0', '[]', ' :'),
        (before, [name, upper], after) => {
          assert.ok(isCredentialField(`${before}${upper ? name.toUpperCase() : name}${after}`));
        },
      ),
    );
  });

  it('is not any field of the providers’ own', () => {
    const names = [
      ...['JobId', 'CalledNumber', 'CallingNumber', 'RemoteId', 'FaxImage', 'Account', 'AccountReference', 'AccountId'],
      ...['MessageId', 'MessageText', 'From', 'To', 'Originator', 'Body', 'notificationType', 'OccurredAt', 'Id'],
      ...['application_instance_id', 'this_call', 'call_from', 'action_result', 'msg_ref', 'content', 'compassion'],
      ...['authenticated', 'Author', 'shipping', 'key', 'passed', 'users', ':', ''],
    ];
    assert.deepEqual(names.filter(isCredentialField), []);
  });
});

describe('fields without credentials', () => {
  it('lack them at every level, also where a pair names its field itself', () => {
    const fields = {
      a: 1,
      Login: { Name: 'x', Password: 'y' },
      list: [
        { secret: 1, b: 2 },
        { name: 'Api Key', value: 'z' },
        { Key: 'number', Value: '1' },
      ],
      field: { '@name': 'Password', '#text': 'z' },
      'Password ': 'y',
      headers: ['Host', 'a', 'Authorization', 'Basic x', 'Via', 'b'],
      document: { FaxImage: 'AAAA', size: 3 },
    };
    assert.deepEqual(withoutCredentials(fields), {
      a: 1,
      list: [{ b: 2 }, { Key: 'number', Value: '1' }],
      headers: ['Host', 'a', 'Authorization', 'Via', 'b'],
      document: { size: 3 },
    });
  });
});
