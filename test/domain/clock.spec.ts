import assert from 'node:assert/strict';
import { forAnswer, systemClock, toIso } from '../../src/domain/clock';

describe('the system clock', () => {
  it('divides every wait by the time scale, and no other time', () => {
    const clock = systemClock(60);
    assert.equal(clock.scaled(60_000), 1_000);
    assert(Math.abs(clock.now() - Date.now()) < 1_000);
    assert.equal(systemClock().scaled(5), 5);
  });

  it('divides the wait for an answer too, but not below five seconds', () => {
    const waits = (ms: number, scale: number): number => {
      const clock = systemClock(scale);
      return clock.scaled(forAnswer(clock, ms));
    };
    assert.deepEqual(
      [1, 4, 6, 200].map((scale) => waits(30_000, scale)),
      [30_000, 7_500, 5_000, 5_000],
    );
    assert.deepEqual(
      [0.5, 1, 10].map((scale) => waits(1_000, scale)),
      [2_000, 1_000, 1_000],
    );
  });

  it('calls after the scaled time, and not when cancelled', async () => {
    const clock = systemClock(1_000);
    let cancelled = true;
    const timer = clock.after(1, () => (cancelled = false));
    timer.cancel();
    timer.cancel();
    await new Promise<void>((resolve) => clock.after(5_000, resolve));
    assert(cancelled);
  });

  it('does not end a wait at once because it is longer than Node can wait', async () => {
    const clock = systemClock();
    let early = false;
    const timer = clock.after(90 * 24 * 60 * 60_000, () => (early = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    timer.cancel();
    assert(!early);
  });

  it('measures on a clock that never goes back', () => {
    const clock = systemClock();
    const before = clock.monotonic();
    assert(clock.monotonic() >= before);
  });

  it('writes times in UTC', () => {
    assert.equal(toIso(Date.UTC(2026, 10, 20, 12)), '2026-11-20T12:00:00.000Z');
  });
});
