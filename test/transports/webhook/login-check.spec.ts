import assert from 'node:assert/strict';
import { LoginCheck } from '../../../src/transports/webhook/login-check';

describe('a login check', () => {
  const check = new LoginCheck({ username: 'user', password: 'pass' });

  it('accepts the one login', () => {
    assert.equal(check.accepts({ username: 'user', password: 'pass' }), true);
  });

  it('refuses every other one, of any length, without an exception', () => {
    const wrong = ['', 'u', 'User', 'user ', 'usera', 'x'.repeat(100_000)];
    for (const text of wrong) {
      assert.equal(check.accepts({ username: text, password: 'pass' }), false);
      assert.equal(check.accepts({ username: 'user', password: text }), false);
    }
    assert.equal(check.accepts({ username: 'pass', password: 'user' }), false);
  });

  it('does not show the login when it is printed', () => {
    assert.ok(!JSON.stringify(check).includes('pass'));
  });
});
