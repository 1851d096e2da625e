import assert from 'node:assert/strict';
import { ConfigError } from '../../src/domain/errors';
import { proxyFor, type Environment } from '../../src/network/proxy';

const HTTPS = new URL('https://api.example.com/v1');
const by = (environment: Environment, target = HTTPS): string | undefined =>
  proxyFor(target, 'environment', environment)?.url;

describe('the proxy on the way to a provider', () => {
  it('comes from the environment, with or without a scheme', () => {
    const url = 'http://proxy.test:3128/';
    for (const text of ['http://proxy.test:3128', 'proxy.test:3128', ' proxy.test:3128 ', 'HTTP://proxy.test:3128/']) {
      assert.equal(by({ HTTPS_PROXY: text }), url, text);
      assert.equal(by({ https_proxy: text }), url, text);
    }
    assert.equal(by({ HTTPS_PROXY: 'https://proxy.test' }), 'https://proxy.test/');
    assert.equal(by({ HTTPS_PROXY: '10.0.0.1:8080' }), 'http://10.0.0.1:8080/');
    assert.equal(by({ HTTPS_PROXY: '[::1]:8080' }), 'http://[::1]:8080/');
    assert.equal(by({ HTTPS_PROXY: 'proxy' }), 'http://proxy/');
    assert.equal(by({ HTTP_PROXY: 'proxy.test:3128' }), url, 'HTTP_PROXY for all, where there is no other');
    assert.equal(by({ HTTP_PROXY: 'other', HTTPS_PROXY: 'proxy.test:3128' }), url);
    assert.equal(by({ HTTPS_PROXY: 'proxy.test:3128' }, new URL('http://api.example.com')), undefined);
    assert.equal(by({ HTTPS_PROXY: 'proxy.test:3128' }, new URL('wss://push.example.com')), url);
    assert.equal(by({ HTTPS_PROXY: '' }), undefined);
    assert.equal(by({}), undefined);
  });

  it('is refused in words that name the variable or the setting, and not its value', () => {
    for (const text of ['socks5://proxy:1080', 'https://', 'http://pro xy:1', 'proxy:port', 'ftp://s3cret@proxy']) {
      const refusal = (name: string) => (error: unknown) =>
        error instanceof ConfigError && error.message.startsWith(`${name}: `) && !error.message.includes(text);
      assert.throws(() => by({ HTTPS_PROXY: text }), refusal('environment variable HTTPS_PROXY'), text);
      assert.throws(() => by({ http_proxy: text }), refusal('environment variable HTTP_PROXY'), text);
      assert.throws(() => proxyFor(HTTPS, { url: text }), refusal('proxy'), text);
    }
  });

  it('is not used for excluded hosts, even if its address is wrong', () => {
    const HTTPS_PROXY = 'socks5://x';
    for (const NO_PROXY of ['*', 'api.example.com', 'a.test, api.example.com', 'a.test api.example.com', 'a.test;*']) {
      assert.equal(by({ HTTPS_PROXY, NO_PROXY }), undefined, NO_PROXY);
      assert.equal(by({ HTTPS_PROXY, no_proxy: NO_PROXY }), undefined, NO_PROXY);
    }
    assert.equal(by({ HTTPS_PROXY: 'proxy', NO_PROXY: '' }), 'http://proxy/');
  });

  it('of the environment is never for loopback, and one that is set is for all but its exceptions', () => {
    for (const target of ['https://localhost:1', 'https://127.0.0.1:1', 'wss://[::1]:1', 'http://127.9.9.9']) {
      const url = new URL(target);
      assert.equal(by({ HTTPS_PROXY: 'proxy', HTTP_PROXY: 'proxy' }, url), undefined, target);
      assert.equal(proxyFor(url, { url: 'proxy' })?.url, 'http://proxy/', target);
      assert.equal(proxyFor(url, { url: 'proxy', noProxy: [url.hostname] }), undefined, target);
    }
  });

  it('takes its login from the setting, or else from its address, from which it is removed', () => {
    const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;
    const login = (url: string, more: object = {}) => proxyFor(HTTPS, { url, ...more });
    const url = 'http://proxy.test:3128/';
    const set = { username: 'u', password: 'p:1' };
    assert.deepEqual(login('proxy.test:3128', set), { url, authorization: basic('u:p:1') });
    assert.deepEqual(login('http://u:p%40%C3%BC@proxy.test:3128'), { url, authorization: basic('u:p@ü') });
    assert.deepEqual(login('http://u:100%@proxy.test:3128'), { url, authorization: basic('u:100%') });
    assert.deepEqual(login('http://other:x@proxy.test:3128', set), { url, authorization: basic('u:p:1') });
    assert.deepEqual(login('http://u@proxy.test:3128'), { url, authorization: basic('u:') });
    assert.deepEqual(login('proxy.test:3128', { username: '', password: '' }), { url });
  });
});
