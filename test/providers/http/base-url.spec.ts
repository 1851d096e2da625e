import assert from 'node:assert/strict';
import { ConfigError } from '../../../src/domain/errors';
import { parseBaseUrl } from '../../../src/providers/http/base-url';

describe('parseBaseUrl', () => {
  it('takes https, and does not mind trailing slashes or blanks', () => {
    assert.equal(parseBaseUrl(' https://fax.example/rest/3.0/api// ').href, 'https://fax.example/rest/3.0/api');
    assert.equal(parseBaseUrl('https://fax.example').origin, 'https://fax.example');
  });

  it('takes http on loopback only', () => {
    for (const url of ['http://127.0.0.1:1880/api', 'http://localhost', 'http://[::1]:80', 'http://127.1.2.3']) {
      assert.doesNotThrow(() => parseBaseUrl(url), url);
    }
    for (const url of [
      'http://fax.example',
      'http://127.0.0.1.example',
      'http://localhost.example',
      'ftp://127.0.0.1',
    ]) {
      assert.throws(() => parseBaseUrl(url), ConfigError, url);
    }
  });

  it('refuses anything but a plain address, and does not quote it', () => {
    const secret = 'c4n4ry';
    for (const url of [
      '',
      secret,
      `https://u:${secret}@fax.example`,
      `https://fax.example?k=${secret}`,
      `https://a/#${secret}`,
    ]) {
      assert.throws(
        () => parseBaseUrl(url),
        (error) =>
          error instanceof ConfigError && error.message.startsWith('API address: ') && !error.message.includes(secret),
      );
    }
  });
});
