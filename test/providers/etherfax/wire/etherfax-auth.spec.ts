import assert from 'node:assert/strict';
import { ConfigError } from '../../../../src/domain/errors';
import { authorization } from '../../../../src/providers/etherfax/wire/etherfax-auth';

describe('authorization', () => {
  it('prefers the API key', () => {
    assert.equal(authorization('a', { apiKey: ' example-key\n', username: 'u', password: 'p' }), 'Bearer example-key');
  });

  it('otherwise uses account, user and password', () => {
    const value = authorization('efax-0000-0000', { apiKey: '', username: 'demo', password: 'example' });
    assert.equal(value, 'Basic ZWZheC0wMDAwLTAwMDAvZGVtbzpleGFtcGxl');
  });

  it('uses a password exactly, in UTF-8', () => {
    const value = authorization('a', { username: 'u', password: ' pä:ß ' });
    assert.equal(Buffer.from(value.slice(6), 'base64').toString(), 'a/u: pä:ß ');
  });

  for (const [what, account, credentials] of [
    ['nothing', '', {}],
    ['a user without password', 'a', { username: 'c4n4ry' }],
    ['a user without account', '', { username: 'c4n4ry', password: 'c4n4ry' }],
    ['a colon in the user', 'a', { username: 'c4n4ry:x', password: 'c4n4ry' }],
    ['a line break in the key', 'a', { apiKey: 'c4n4ry\r\nx: y' }],
    ['a key of other letters', 'a', { apiKey: 'c4n4ry…' }],
  ] as const) {
    it(`refuses ${what}, and does not repeat it`, () => {
      assert.throws(
        () => authorization(account, credentials),
        (error) => error instanceof ConfigError && !error.message.includes('c4n4ry'),
      );
    });
  }
});
