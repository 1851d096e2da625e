import assert from 'node:assert/strict';
import { isDirect } from '../../src/network/no-proxy';

/** What the address may be written as: entries that mean it, and entries that do not. */
const TABLE: [target: string, direct: string[], proxied: string[]][] = [
  [
    'https://api.example.com/v1',
    [
      ...[
        '*',
        '*.',
        'api.example.com',
        'API.Example.COM',
        ' api.example.com ',
        'api.example.com.',
        'example.com',
        'com',
      ],
      ...['.example.com', '*.example.com', '.api.example.com', 'api.example.com:443', 'example.com:443', '*:443'],
      ...['api.*', '*.example.*', 'api.exa*.com', '*example.com', 'a*i.ex*le.c*m'],
    ],
    [
      ...['', ' ', '.', 'ample.com', 'other.test', 'api.example.com:8443', '*:80', 'xapi.example.com', 'api'],
      ...['v1.api.example.com', 'example', '*.api.example.com.org', 'api.*.org', 'b*.com', 'https://api.example.com'],
      ...[
        '10.0.0.0/8',
        '0.0.0.0/0',
        '::/0',
        'api.example.com:',
        'api.example.com:https',
        'api.example.comexample.com*',
      ],
    ],
  ],
  ['https://api.example.com./', ['api.example.com', 'example.com.', '.example.com'], ['ample.com']],
  ['wss://push.example.com:8443', ['push.example.com', 'example.com:8443', '.example.com:8443'], ['example.com:443']],
  ['ws://push.example.com', ['push.example.com:80'], ['push.example.com:443']],
  ['http://fax', ['fax', 'FAX', 'fax:80'], ['ax', '.fax.local', 'fax:443']],
  [
    'https://xn--mller-kva.example',
    ['müller.example', 'MÜLLER.example', '.müller.example', 'xn--mller-kva.example'],
    [],
  ],
  [
    'https://10.1.2.3:8443',
    ['10.1.2.3', '10.1.2.3:8443', '10.0.0.0/8', '10.1.2.3/32', '0.0.0.0/0', '10.*', '10.1.2.*', '::ffff:10.1.2.3'],
    [
      '10.1.2.4',
      '10.1.2.3:443',
      '10.2.0.0/16',
      '2.3',
      '.2.3',
      '1.2.3',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/x',
      '::/0',
    ],
  ],
  [
    'https://[2001:db8::1]',
    [
      ...['2001:db8::1', '[2001:db8::1]', '[2001:DB8::1]:443', '2001:db8::/32', '2001:0db8:0:0:0:0:0:1', '::/0'],
      ...['[2001:db8::/32]', '[2001:db8::/32]:443'],
    ],
    ['2001:db8::2', '[2001:db8::1]:80', '2001:db9::/32', '2001:db8::/129', '10.0.0.0/8', ':443', '2001'],
  ],
];

describe('the hosts that a proxy is not for', () => {
  for (const [target, direct, proxied] of TABLE) {
    it(`of ${target}`, () => {
      for (const entry of direct) assert.equal(isDirect(new URL(target), [entry]), true, `"${entry}"`);
      for (const entry of proxied) assert.equal(isDirect(new URL(target), [entry]), false, `"${entry}"`);
      assert.equal(isDirect(new URL(target), []), false);
      assert.equal(isDirect(new URL(target), ['other.test', ...direct.slice(0, 1)]), true);
    });
  }
});
