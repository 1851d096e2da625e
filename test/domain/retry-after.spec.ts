import assert from 'node:assert/strict';
import { parseRetryAfter } from '../../src/domain/retry-after';

const NOW = Date.UTC(2026, 10, 20, 12);

describe('parseRetryAfter', () => {
  it('reads seconds', () => assert.equal(parseRetryAfter('120', NOW), 120_000));

  it('reads an HTTP date', () => {
    assert.equal(parseRetryAfter('Fri, 20 Nov 2026 12:00:30 GMT', NOW), 30_000);
  });

  it('stays between 1 s and 1 h', () => {
    assert.equal(parseRetryAfter('0', NOW), 1_000);
    assert.equal(parseRetryAfter('Fri, 20 Nov 2020 12:00:00 GMT', NOW), 1_000);
    assert.equal(parseRetryAfter('99999999999', NOW), 3_600_000);
  });

  it('returns nothing for a header that is absent or unreadable', () => {
    for (const value of [undefined, '', ' ', 'soon', '-']) assert.equal(parseRetryAfter(value, NOW), undefined);
  });
});
