import assert from 'node:assert/strict';
import { DAY_MS } from '../../src/domain/durations';
import { DEFAULT_RETENTION, retainUntil } from '../../src/domain/retention';
import { FakeClock } from '../support/fake-clock';

describe('retention', () => {
  const clock = new FakeClock();

  it('keeps keys for their days and a document for at least 60 minutes', () => {
    const { keepUntil, documentUntil } = retainUntil(clock, { keepDays: 30, documentDays: 0 });
    assert.equal(keepUntil - clock.now(), 30 * DAY_MS);
    assert.equal(documentUntil - clock.now(), 60 * 60_000);
  });

  it('keeps a document longer where the connection says so, and never shorter', () => {
    assert.equal(retainUntil(clock, { keepDays: 1, documentDays: 2 }).documentUntil - clock.now(), 2 * DAY_MS);
    assert.equal(retainUntil(clock, { keepDays: 1, documentDays: 0.01 }).documentUntil - clock.now(), 60 * 60_000);
  });

  it('uses the defaults of the connection for events whose connection is gone', () => {
    assert.deepEqual(DEFAULT_RETENTION, { keepDays: 30, documentDays: 0 });
  });
});
