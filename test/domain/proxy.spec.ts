import assert from 'node:assert/strict';
import { ConfigError } from '../../src/domain/errors';
import { proxyFor, type Environment } from '../../src/domain/proxy';

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

  it('is left out for the hosts that it is not for, however wrong its address', () => {
    const HTTPS_PROXY = 'socks5://x';
    for (const NO_PROXY of [
      '*',
      'api.example.com',
      'API.example.com',
      'api.example.com:443',
      '.example.com',
      '*.example.com',
      'example.com',
      'a.test, api.example.com',
      'a.test api.example.com',
    ]) {
      assert.equal(by({ HTTPS_PROXY, NO_PROXY }), undefined, NO_PROXY);
    }
    for (const NO_PROXY of ['', 'ample.com', 'api.example.com:8443', 'other.test']) {
      assert.equal(by({ HTTPS_PROXY: 'proxy', NO_PROXY }), 'http://proxy/', NO_PROXY);
    }
  });

  it('of a setting keeps its login', () => {
    const proxy = { url: 'proxy.test:3128', noProxy: [], username: 'u', password: 'p' };
    assert.deepEqual(proxyFor(HTTPS, proxy), { ...proxy, url: 'http://proxy.test:3128/' });
  });
});
