import assert from 'node:assert/strict';
import { DEFAULTS } from '../../nodes/rules/defaults';
import { checkPublicUrl, connectionSettings } from '../../nodes/runtime/settings/connection-settings';
import { openProvider } from '../../nodes/runtime/connection/open-provider';
import { readNumber } from '../../nodes/runtime/settings/read-number';
import { sendAtOf } from '../../nodes/sms-send/send-at';
import { checkWebhookPath } from '../../nodes/runtime/webhook/webhook-path';
import { NO_FACTS } from '../../nodes/runtime/connection/account-facts';
import { callingCode } from '../../src/domain/numbers/calling-code';
import { regionName } from '../../src/domain/numbers/countries';
import { allRegions } from '../../src/domain/numbers/phone-library';
import { parsePushUrl } from '../../src/transports/push-socket/push-url';
import { editorDefinition, isValid } from '../support/editor-definitions';
import { FakeClock } from '../support/fake-clock';

type Fields = Record<string, unknown>;

/** Does the runtime take a connection with these properties and credentials? */
function works(config: Fields, credentials: Record<string, string>): boolean {
  try {
    const settings = connectionSettings({ id: 'line-1', type: 'fax-sms-connection', ...config }, credentials);
    checkPublicUrl(settings);
    if (settings.webhook.path !== '' && settings.provider !== 'etherfax') {
      checkWebhookPath(settings.webhook.path, { node: '', admin: false });
    }
    if (settings.simulator) return true;
    if (settings.pushUrl !== '') parsePushUrl(settings.pushUrl);
    const context = { clock: new FakeClock(), facts: NO_FACTS, simulator: undefined, pagesUrl: () => '' };
    const provider = openProvider(settings, { proxy: 'environment' }, context);
    void provider.close();
    return true;
  } catch {
    return false;
  }
}

/** Does the editor, of a connection whose credentials it knows as it does once its dialog was open? */
function isFine(config: Fields, credentials: Record<string, string>): boolean {
  const has = ['apiKey', 'password', 'servicePassword', 'webhookPassword'].map((name) => [
    `has_${name}`,
    (credentials[name] ?? '') !== '',
  ]);
  const known = { username: '', webhookUser: '', ...credentials, ...(Object.fromEntries(has) as object) };
  const node = {
    ...DEFAULTS['fax-sms-connection'],
    ...config,
    id: 'line-1',
    type: 'fax-sms-connection',
    credentials: known,
  };
  return isValid(editorDefinition('fax-sms-connection'), node);
}

const REAL: Record<string, { config: Fields; credentials: Record<string, string> }> = {
  etherfax: { config: { provider: 'etherfax' }, credentials: { apiKey: 'k' } },
  esendex: { config: { provider: 'esendex', account: 'EX1' }, credentials: { username: 'u', password: 'p' } },
  aculab: {
    config: { provider: 'aculab', account: '1-2-0', publicUrl: 'https://red.example.com' },
    credentials: { username: 'u', apiKey: 'k' },
  },
};

const ADDRESSES = [
  ...['', ' ', 'https://a.example', 'https://a.example/', ' https://a.example/red ', 'https://a.example:8443/x/y'],
  ...['HTTPS://A.example', 'http://a.example', 'http://localhost:1880', 'http://127.0.0.1', 'http://127.9.9.9/x'],
  ...[
    'http://[::1]:80',
    'http://0.0.0.0',
    'http://localhost.a.example',
    'a.example',
    '//a.example',
    'http://',
    'https://',
  ],
  ...[
    'https://u:p@a.example',
    'https://u@a.example',
    'https://:p@a.example',
    'https://a.example?x=1',
    'https://a.example/?',
  ],
  ...[
    'https://a.example/#x',
    'https://a b.example',
    'ftp://a.example',
    'wss://a.example',
    'ws://localhost',
    'ws://a.example',
  ],
  ...['wss://a.example/x?y=1', 'wss://a.example/#', 'wss://u:p@a.example', 'javascript:alert(1)', 'https:a.example'],
];
const providerFor = (type: string): string => (type === 'sms-send' ? 'esendex' : 'etherfax');

const NUMBERS = [
  '',
  ' ',
  0,
  1,
  '1',
  ' 10 ',
  '0.1',
  '0.05',
  '1.5',
  '10',
  '9.99',
  '1e2',
  '0x10',
  '-1',
  'x',
  '5 5',
  'Infinity',
  'NaN',
  '1,5',
];

describe('the rules of the dialogs are those of the runtime:', () => {
  for (const [provider, { config, credentials }] of Object.entries(REAL)) {
    it(`${provider} as it has to be is fine`, () => {
      assert(works(config, credentials) && isFine(config, credentials));
    });

    for (const property of ['publicUrl', 'baseUrl', 'pushUrl']) {
      it(`${property} of ${provider}`, () => {
        for (const simulator of [false, true]) {
          for (const address of ADDRESSES) {
            const changed = { ...config, simulator, [property]: address };
            const told = `${address}${simulator ? ', simulated' : ''}`;
            assert.equal(isFine(changed, credentials), works(changed, credentials), told);
          }
        }
      });
    }

    it(`account of ${provider}`, () => {
      for (const account of ['', ' ', 'EX0000001', '1-2-0', ' 1-2-0 ', '1', '1-2', 'a-b', '1-2-0-']) {
        const changed = { ...config, account };
        assert.equal(isFine(changed, credentials), works(changed, credentials), account);
      }
    });

    it(`which credentials ${provider} needs`, () => {
      const names = ['apiKey', 'username', 'password', 'servicePassword', 'webhookUser', 'webhookPassword'];
      for (const account of provider === 'etherfax' ? ['', '100'] : [config.account]) {
        for (const service of ['', 'out']) {
          for (let bits = 0; bits < 2 ** names.length; bits += 1) {
            const some = Object.fromEntries(
              names.filter((_, bit) => (bits & (1 << bit)) !== 0).map((name) => [name, 'x']),
            );
            const changed = { ...config, account, service };
            assert.equal(isFine(changed, some), works(changed, some), JSON.stringify([account, service, some]));
          }
        }
      }
    });

    it(`webhookPath of ${provider}`, () => {
      for (const webhookPath of [
        ...[
          '',
          ' ',
          '/a',
          '/a/b',
          '/a/',
          'a',
          '/',
          '//',
          '/a?b',
          '/a#b',
          '/a b',
          '/..',
          '/a/../b',
          '/a/./b',
          '/a..b',
          '/ä',
        ],
        ...[`/${'x'.repeat(255)}`, `/${'x'.repeat(256)}`, ' /a '],
      ]) {
        const changed = { ...config, webhookPath };
        assert.equal(isFine(changed, credentials), works(changed, credentials), webhookPath);
      }
    });
  }

  it('country', () => {
    const { country: property } = editorDefinition('fax-sms-connection').defaults;
    // No country has a code of four digits: of these some will do.
    const numbers = Array.from({ length: 10_000 }, (_, code) => code).filter((code) => code < 1_000 || code % 13 === 0);
    const codes = numbers.flatMap((code) => [`${code}`, `+${code}`, `00${code}`]);
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const pairs = letters.flatMap((first) => letters.map((second) => first + second));
    const names = allRegions().map(regionName);
    const others = [
      '',
      ' ',
      ' 44 ',
      'gb',
      'Uk',
      'USA',
      'England',
      'Great Britain',
      'germany ',
      'Deutschland',
      '+GB',
      '4 4',
      '+',
      '-44',
    ];
    for (const country of [...codes, ...pairs, ...names, ...others]) {
      assert.equal(
        property?.validate?.call({ _: String }, country, {}) === true,
        callingCode(country) !== undefined,
        country,
      );
    }
  });

  for (const property of ['pollSeconds', 'redeliverMinutes', 'maxAttempts', 'keepDays', 'documentDays', 'channels']) {
    it(property, () => {
      for (const value of NUMBERS) {
        const changed = { ...REAL.etherfax?.config, [property]: value };
        assert.equal(isFine(changed, { apiKey: 'k' }), works(changed, { apiKey: 'k' }), JSON.stringify(value));
      }
    });
  }

  for (const [type, property, rule] of [
    ['fax-send', 'attempts', { min: 1, whole: true }],
    ['fax-send', 'giveUpMinutes', { min: 0.1 }],
    ['sms-send', 'giveUpMinutes', { min: 0.1 }],
    ['sms-send', 'validity', { min: 0 }],
  ] as const) {
    it(`${property} of ${type}`, () => {
      const definition = editorDefinition(type, { 'line-1': { provider: providerFor(type) } });
      for (const value of NUMBERS) {
        let takes = true;
        try {
          readNumber('It', value, { fallback: 1, ...rule });
        } catch {
          takes = false;
        }
        const node = { ...DEFAULTS[type], type, connection: 'line-1', [property]: value };
        assert.equal(isValid(definition, node), takes, JSON.stringify(value));
      }
    });
  }

  it('sendAt of sms-send, where it stands in the node', () => {
    const definition = editorDefinition('sms-send', { 'line-1': { provider: 'esendex' } });
    for (const sendAt of [
      ...['', '2099-12-24T18:00:00Z', '2099-12-24T18:00:00+01:00', '2099-12-24 18:00 +0100', ' 2099-12-24T18:00Z '],
      ...['2099-12-24T18:00:00', 'tomorrow', 'tomorrow Z', '18:00', '2099-13-01T00:00:00Z', 'z', '4090000000000'],
    ]) {
      let takes = true;
      try {
        sendAtOf(sendAt);
      } catch {
        takes = false;
      }
      const node = { ...DEFAULTS['sms-send'], type: 'sms-send', connection: 'line-1', sendAt };
      assert.equal(isValid(definition, node), takes, sendAt);
      assert.equal(isValid(definition, { ...node, sendAtType: 'msg' }), sendAt !== '', sendAt);
    }
  });

  it('what a sending node cannot do without, and what has to name its place', () => {
    const isGood = (type: 'fax-send' | 'sms-send', more: object): boolean =>
      isValid(editorDefinition(type, { 'line-1': { provider: providerFor(type) } }), {
        ...{ ...DEFAULTS[type], type, connection: 'line-1' },
        ...more,
      });
    for (const [type, content] of [
      ['fax-send', 'document'],
      ['sms-send', 'text'],
    ] as const) {
      for (const name of ['to', content]) {
        for (const by of ['str', 'msg', 'flow', 'env', 'jsonata']) {
          assert(!isGood(type, { [name]: ' ', [`${name}Type`]: by }), `${name} ${by}`);
        }
        assert(isGood(type, { [name]: '${NAME}', [`${name}Type`]: 'str' }));
      }
      for (const name of ['from', 'reference']) {
        assert(isGood(type, { [name]: '', [`${name}Type`]: 'str' }), name);
        assert(!isGood(type, { [name]: '', [`${name}Type`]: 'msg' }), name);
      }
      for (const to of ['+49 30 1234567', '030 1234567; +49 30 1234567', '+44 (0)20 7946 0018'])
        assert(isGood(type, { to, toType: 'str' }), to);
      for (const to of ['Ellen', '030 1234567, Ellen', '030 1234567 or 030 1234568'])
        assert(!isGood(type, { to, toType: 'str' }), to);
    }
  });

  it('the sender, where the provider of the connection wants one', () => {
    for (const type of ['fax-send', 'sms-send'] as const) {
      const isGood = (provider: string, more: object): boolean =>
        isValid(editorDefinition(type, { 'line-1': { provider } }), {
          ...{ ...DEFAULTS[type], type, connection: 'line-1' },
          ...more,
        });
      assert(isGood(providerFor(type), { from: '' }), type);
      assert(!isGood('aculab', { from: '' }), type);
      assert(
        isGood('aculab', { from: '+44 20 7946 0018' }) && isGood('aculab', { from: 'own', fromType: 'msg' }),
        type,
      );
    }
  });

  it('stationId and timezone of fax-send', () => {
    const definition = editorDefinition('fax-send', { 'line-1': { provider: 'etherfax' } });
    const node = { ...DEFAULTS['fax-send'], type: 'fax-send', connection: 'line-1' };
    const isGood = (more: object): boolean => isValid(definition, { ...node, ...more });
    assert(isGood({ stationId: 'x'.repeat(21) }) && isGood({ stationId: 'x'.repeat(22), stationIdType: 'msg' }));
    assert(!isGood({ stationId: 'x'.repeat(22) }));
    for (const zone of ['', 'Europe/London', ' UTC ', 'europe/berlin', '${ZONE}'])
      assert(isGood({ timezone: zone }), zone);
    for (const zone of ['London', 'GMT+99', 'x']) assert(!isGood({ timezone: zone }), zone);
  });

  it('a flow that was not made by the editor is valid although it lacks properties', () => {
    for (const type of [
      'fax-receive-in',
      'fax-status-in',
      'fax-send',
      'sms-push-in',
      'sms-send',
      'fax-sms-state',
      'mark-received',
    ] as const) {
      const definition = editorDefinition(type, { 'line-1': { provider: 'aculab' } });
      assert(isValid(definition, { id: 'n', type, connection: 'line-1' }), type);
    }
    assert(isValid(editorDefinition('fax-sms-connection'), { id: 'n', type: 'fax-sms-connection' }));
  });

  it('a node does not accept a connection whose provider lacks its function', () => {
    const connections = Object.fromEntries(
      ['etherfax', 'esendex', 'aculab'].map((provider) => [provider, { provider }]),
    );
    const takes = (type: keyof typeof DEFAULTS): string[] =>
      [...Object.keys(connections), 'gone', ''].filter((connection) =>
        isValid(editorDefinition(type, connections), { ...DEFAULTS[type], from: '+44', type, connection }),
      );
    for (const type of ['fax-receive-in', 'fax-status-in', 'fax-send'] as const) {
      assert.deepEqual(takes(type), ['etherfax', 'aculab'], type);
    }
    for (const type of ['sms-push-in', 'sms-send'] as const) assert.deepEqual(takes(type), ['esendex', 'aculab'], type);
  });
});
