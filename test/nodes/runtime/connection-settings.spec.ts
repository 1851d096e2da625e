import assert from 'node:assert/strict';
import { checkPublicUrl, checkTimeScale, connectionSettings } from '../../../nodes/runtime/connection-settings';
import { ConfigError } from '../../../src/domain/errors';

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
      (error) => error instanceof ConfigError && error.message.includes('publicUrl'),
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

  for (const [property, value] of [
    ['pollSeconds', '9'],
    ['pollSeconds', 'NaN'],
    ['pollSeconds', 'Infinity'],
    ['redeliverMinutes', '-1'],
    ['maxAttempts', '0'],
    ['keepDays', '0'],
    ['documentDays', '-0.1'],
    ['provider', 'acme'],
    ['country', 'xx'],
    ['country', '044'],
    ['country', '999'],
    ['country', '800'],
    ['account', '${UNSET_ONE}'],
    ['name', '${UNSET_ONE}'],
  ]) {
    it(`refuse ${property} = ${value} and name the property, not the value`, () => {
      assert.throws(
        () => connectionSettings(config({ [property ?? '']: value })),
        (error) => error instanceof ConfigError && error.message.includes(property ?? '?'),
      );
    });
  }

  it('name a variable that is not set, also in credentials, and never a secret', () => {
    assert.throws(
      () => connectionSettings(config(), { password: '${FAX_PASSWORD}' }),
      /password.*FAX_PASSWORD.*not set/,
    );
    assert.throws(
      () => connectionSettings(config({ pollSeconds: 'secret' })),
      (error) => error instanceof ConfigError && !error.message.includes('secret'),
    );
  });

  it('let a text that only holds a variable’s form stand', () => {
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
