import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as errors from '../../src/domain/errors';

const { PushlineError, RateLimitedError, toError } = errors;

const EXPECTED = {
  NoConnectionError: ['PUSHLINE_NO_CONNECTION', false],
  ConfigError: ['PUSHLINE_CONFIG', false],
  StoreError: ['PUSHLINE_STORE', true],
  NoEventError: ['PUSHLINE_NO_EVENT', false],
  EventUnknownError: ['PUSHLINE_EVENT_UNKNOWN', false],
  DeadEventError: ['PUSHLINE_DEAD_EVENT', false],
  AuthError: ['PUSHLINE_AUTH', false],
  ProviderUnavailableError: ['PUSHLINE_PROVIDER', true],
  ItemGoneError: ['PUSHLINE_ITEM_GONE', false],
  ProviderRefusedError: ['PUSHLINE_REFUSED', false],
} as const;

describe('errors', () => {
  const path = join(__dirname, '../../nodes/fax-sms-connection/locales/en-US/fax-sms-connection.json');
  const { 'fax-sms-connection': catalogue } = JSON.parse(readFileSync(path, 'utf8')) as {
    'fax-sms-connection': { errors: Record<string, string> };
  };

  for (const [name, [code, retryable]] of Object.entries(EXPECTED)) {
    it(`${name} has its code, and says whether a repetition is worth it`, () => {
      const cause = new Error('inner');
      const error = new errors[name as keyof typeof EXPECTED]('what happened', { cause });
      assert(error instanceof PushlineError && error instanceof Error);
      assert.equal(error.name, name);
      assert.equal(error.code, code);
      assert.equal(error.retryable, retryable);
      assert.equal(error.message, 'what happened');
      assert(catalogue.errors[code], `${code} is documented`);
    });
  }

  it('say how long the provider asked us to wait', () => {
    const error = new RateLimitedError(90_500);
    assert.deepEqual([error.code, error.retryable, error.retryAfterMs], ['PUSHLINE_RATE_LIMITED', true, 90_500]);
    assert.match(error.message, /91 s/);
  });

  it('keep their cause', () => {
    const cause = new Error('inner');
    assert.equal(new errors.StoreError('outer', { cause }).cause, cause);
  });

  it('are made from anything that is thrown', () => {
    const error = new Error('x');
    assert.equal(toError(error), error);
    assert.equal(toError('text').message, 'text');
    assert(toError(undefined) instanceof Error);
  });
});
