import assert from 'node:assert/strict';
import { retryAfterMs } from '../../../src/transports/push-socket/retry-after';

const now = Date.UTC(2026, 10, 20, 12);

describe('Retry-After', () => {
  it('is read as seconds', () => assert.equal(retryAfterMs('120', now), 120_000));

  it('is read as an HTTP date', () => {
    assert.equal(retryAfterMs(new Date(now + 90_000).toUTCString(), now), 90_000);
  });

  it('is never below a second or above an hour', () => {
    assert.equal(retryAfterMs('0', now), 1_000);
    assert.equal(retryAfterMs('31536000', now), 3_600_000);
    assert.equal(retryAfterMs('9'.repeat(400), now), 3_600_000);
    assert.equal(retryAfterMs(new Date(0).toUTCString(), now), 1_000);
  });

  for (const text of [undefined, '', '  ', 'soon', '-x', '12 monkeys ago']) {
    it(`is nothing when it reads ${JSON.stringify(text)}`, () => assert.equal(retryAfterMs(text, now), undefined));
  }
});
