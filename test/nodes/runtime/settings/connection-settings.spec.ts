import assert from 'node:assert/strict';
import {
  checkPublicUrl,
  checkTimeScale,
  connectionSettings,
} from '../../../../nodes/runtime/settings/connection-settings';
import { ConfigError } from '../../../../src/domain/errors';

const config = (more: object = {}) => ({ id: 'line-1', type: 'fax-sms-connection', ...more });

describe('the settings of a connection', () => {
  it('have the defaults of the contract', () => {
    assert.deepEqual(connectionSettings(config()), {
      ...{ id: 'line-1', name: '', provider: 'etherfax', simulator: false, account: '', baseUrl: '', country: '' },
      ...{ pushUrl: '', channels: 1, pollSeconds: 60, redeliverMinutes: 15, maxAttempts: 5 },
      retention: { keepDays: 30, documentDays: 0 },
      ...{ service: '', encrypt: true },
      credentials: { apiKey: '', username: '', password: '', servicePassword: '', pushToken: '' },
      webhook: { path: '', publicUrl: '', login: undefined },
    });
  });

  it('take numbers as the editor saves them, as text or number, whole or not', () => {
    const settings = connectionSettings(
      config({ pollSeconds: '30', redeliverMinutes: 0.5, maxAttempts: '1', keepDays: '7', documentDays: '0.5' }),
    );
    assert.deepEqual(
      [settings.pollSeconds, settings.redeliverMinutes, settings.maxAttempts, settings.retention],
      [30, 0.5, 1, { keepDays: 7, documentDays: 0.5 }],
    );
    assert.equal(connectionSettings(config({ redeliverMinutes: 0 })).redeliverMinutes, 0);
    assert.equal(connectionSettings(config({ redeliverMinutes: '' })).redeliverMinutes, 15);
  });

  it('name the address that Aculab must be able to ask, unless it is simulated', () => {
    const aculab = { provider: 'aculab', account: '1-2-0' };
    const check = (more: object): void => checkPublicUrl(connectionSettings(config({ ...aculab, ...more })));
    assert.throws(
      () => check({ publicUrl: ' ' }),
      (error) => error instanceof ConfigError && error.message.includes('Public address'),
    );
    check({ simulator: true });
    check({ publicUrl: 'https://flows.example.com/' });
    check({ provider: 'esendex' });
  });

  it('take what is pasted with blanks, but leave a password alone', () => {
    const { account, credentials } = connectionSettings(config({ account: ' A1 ' }), {
      ...{ apiKey: ' key\n', password: ' pass ' },
    });
    assert.equal(account, 'A1');
    assert.equal(credentials.apiKey, 'key');
    assert.equal(credentials.password, ' pass ');
  });

  it('take a calling code however it is written', () => {
    for (const country of ['44', '+44', '0044', ' 44 ', 'GB', 'gb']) {
      assert.equal(connectionSettings(config({ country })).country, '44');
    }
  });

  for (const [property, value, label] of [
    ['pollSeconds', '9', 'Ask the provider every'],
    ['pollSeconds', 'NaN', 'Ask the provider every'],
    ['pollSeconds', 'Infinity', 'Ask the provider every'],
    ['redeliverMinutes', '-1', 'Offer again after'],
    ['maxAttempts', '0', 'Offer at most'],
    ['maxAttempts', '1.5', 'Offer at most'],
    ['channels', '2.5', 'Fax channels'],
    ['keepDays', '0', 'Remember what is done'],
    ['documentDays', '-0.1', 'Keep documents for'],
    ['provider', 'acme', 'Provider'],
    ['country', 'xx', 'Country'],
    ['country', '044', 'Country'],
    ['country', '999', 'Country'],
    ['country', '800', 'Country'],
    ['account', '${UNSET_ONE}', 'Account number'],
    ['name', '${UNSET_ONE}', 'Name'],
  ] as const) {
    it(`refuse ${property} = ${value} and name the field as the dialog does, not the value`, () => {
      assert.throws(
        () => connectionSettings(config({ [property]: value })),
        (error) => error instanceof ConfigError && error.message.startsWith(`${label}: `),
      );
    });
  }

  it('name a field as the dialog does for the provider', () => {
    for (const [provider, label] of [
      ['etherfax', 'Account number'],
      ['esendex', 'Account reference'],
      ['aculab', 'Cloud id'],
    ]) {
      assert.throws(
        () => connectionSettings(config({ provider, account: '${UNSET_ONE}' })),
        new RegExp(`^ConfigError: ${label}: `),
      );
    }
  });

  describe('with a public address', () => {
    const publicUrl = (address: string, more: object = {}): string =>
      connectionSettings(config({ provider: 'esendex', publicUrl: address, ...more })).webhook.publicUrl;

    for (const [address, taken] of [
      ['https://flows.example.com', 'https://flows.example.com'],
      [' https://flows.example.com/ ', 'https://flows.example.com'],
      ['https://flows.example.com/red//', 'https://flows.example.com/red'],
      ['https://flows.example.com:8443/red', 'https://flows.example.com:8443/red'],
      ['HTTPS://Flows.example.com', 'https://flows.example.com'],
      ['http://127.0.0.1:1880', 'http://127.0.0.1:1880'],
      ['', ''],
    ] as const) {
      it(`take ${address || 'none'}`, () => assert.equal(publicUrl(address), taken));
    }

    for (const address of [
      ...[
        'fax.example.com',
        'fax.example.com/hook',
        'http://fax.example.com',
        'ftp://fax.example.com',
        '//fax.example.com',
      ],
      ...['https://', 'https://u:p@fax.example.com', 'https://u@fax.example.com', 'https://fax.example.com?a=1'],
      ...[
        'https://fax.example.com/?',
        'https://fax.example.com/#a',
        'https://fax example.com',
        'wss://fax.example.com',
      ],
    ]) {
      it(`refuse ${address}, without repeating it`, () => {
        assert.throws(
          () => publicUrl(address),
          (error) =>
            error instanceof ConfigError &&
            error.message.startsWith('Public address: ') &&
            !/example|u:p/.test(error.message),
        );
      });
    }

    it('do not look at it where the dialog does not show it', () => {
      assert.equal(publicUrl('fax.example.com', { simulator: true }), '');
      assert.equal(publicUrl('fax.example.com', { provider: 'etherfax' }), '');
    });
  });

  it('require both parts of a webhook login, if the provider has webhooks', () => {
    const login = (more: object, credentials: Record<string, string>) =>
      connectionSettings(config(more), credentials).webhook.login;
    const [user, password] = [{ webhookUser: 'u' }, { webhookPassword: 'p' }];
    assert.deepEqual(login({ provider: 'esendex' }, { ...user, ...password }), { username: 'u', password: 'p' });
    assert.throws(() => login({ provider: 'esendex' }, user), /Webhook password: needed/);
    assert.throws(() => login({ provider: 'aculab' }, password), /Webhook user: needed/);
    assert.equal(login({ provider: 'etherfax' }, user), undefined);
    assert.equal(login({ provider: 'esendex', simulator: true }, user), undefined);
  });

  it('name a variable that is not set, also in credentials, and never a secret', () => {
    assert.throws(
      () => connectionSettings(config(), { password: '${FAX_PASSWORD}' }),
      /Password.*FAX_PASSWORD.*not set/,
    );
    assert.throws(
      () => connectionSettings(config({ pollSeconds: 'secret' })),
      (error) => error instanceof ConfigError && !error.message.includes('secret'),
    );
  });

  it('replace the variables in a longer text, as the node sees them', () => {
    const variables = (name: string): string | undefined => ({ HOST: 'a.example', N: '1', ON: 'true' })[name];
    const settings = connectionSettings(
      config({
        ...{ provider: 'esendex', publicUrl: 'https://${HOST}/red', webhookPath: '/hook-${N}', channels: '${N}${N}' },
        ...{ account: 'EX${N}', pollSeconds: '${N}0', name: 'Line ${N}' },
      }),
      { username: 'user@${HOST}', password: 'p${N}', pushToken: '${ON}' },
      variables,
    );
    assert.deepEqual(
      [settings.webhook.publicUrl, settings.webhook.path, settings.channels, settings.account, settings.pollSeconds],
      ['https://a.example/red', '/hook-1', 11, 'EX1', 10],
    );
    assert.deepEqual([settings.name, settings.credentials.username], ['Line 1', 'user@a.example']);
    assert.deepEqual([settings.credentials.password, settings.credentials.pushToken], ['p1', 'true']);
    assert.equal(connectionSettings(config({ simulator: '${ON}' }), {}, variables).simulator, true);
    assert.throws(() => connectionSettings(config({ baseUrl: 'https://${GONE}/x' }), {}, variables), /GONE is not set/);
  });

  it('keep a secret that only looks like a variable', () => {
    assert.equal(connectionSettings(config(), { password: 'a${B}c' }).credentials.password, 'a${B}c');
  });

  describe('with a shortened time', () => {
    const settings = (more: object) => connectionSettings(config(more));

    it('are for the simulator and loopback alone', () => {
      checkTimeScale(50, settings({ simulator: true }));
      checkTimeScale(50, settings({ baseUrl: 'http://127.0.0.1:1/x', pushUrl: 'ws://localhost:2' }));
      checkTimeScale(1, settings({}));
      for (const more of [
        {},
        { baseUrl: 'https://fax.example.com' },
        { baseUrl: 'http://127.0.0.1', pushUrl: 'wss://push.example.com' },
      ]) {
        assert.throws(() => checkTimeScale(50, settings(more)), ConfigError);
      }
    });
  });
});
