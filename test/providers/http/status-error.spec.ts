import assert from 'node:assert/strict';
import {
  AuthError,
  ItemGoneError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../../src/domain/errors';
import { statusError } from '../../../src/providers/http/status-error';

describe('statusError', () => {
  const classes: [typeof AuthError | typeof ItemGoneError | typeof ProviderRefusedError, number[]][] = [
    [AuthError, [401, 403, 407]],
    [ItemGoneError, [404, 410]],
    [ProviderRefusedError, [400, 402, 405, 413, 415, 422]],
  ];
  for (const [expected, statuses] of classes) {
    it(`maps ${statuses.join(', ')} to ${expected.name}`, () => {
      for (const status of statuses) assert.ok(statusError(status, undefined) instanceof expected, String(status));
    });
  }

  it('treats everything else as a fault of the provider, with the status as its reason', () => {
    for (const status of [301, 302, 304, 408, 500, 502, 503, 504]) {
      const error = statusError(status, undefined);
      assert.ok(error instanceof ProviderUnavailableError, String(status));
      assert.deepEqual(error.detail, { status, reason: `http-${status}` });
    }
  });

  it('waits as long as the provider says, and for a minute after a 429 without a time', () => {
    const pause = (status: number, retryAfterMs?: number): unknown => {
      const error = statusError(status, retryAfterMs);
      return error instanceof RateLimitedError && error.retryAfterMs;
    };
    assert.equal(pause(429, 5_000), 5_000);
    assert.equal(pause(503, 7_000), 7_000);
    assert.equal(pause(429), 60_000);
    assert.equal(pause(503), false);
  });
});
