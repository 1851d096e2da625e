import assert from 'node:assert/strict';
import { systemClock } from '../../../src/domain/clock';
import { createAttemptBudget } from '../../../src/transports/push-socket/attempt-budget';
import { FakeClock } from '../../support/fake-clock';

describe('the attempt budget', () => {
  it('lets a burst pass at once and spreads the rest of a thousand clients evenly', () => {
    const clock = new FakeClock();
    const budget = createAttemptBudget({ perMinute: 60, burst: 20 });
    const waits = Array.from({ length: 1_000 }, () => budget.reserveMs(clock));
    assert.deepEqual(waits.slice(0, 20), Array<number>(20).fill(0));
    assert.deepEqual(waits.slice(20, 24), [1_000, 2_000, 3_000, 4_000]);
    assert.equal(waits.at(-1), 980_000);
  });

  it('never costs anything at the pace of ordinary reconnects', () => {
    const clock = new FakeClock();
    const budget = createAttemptBudget({ perMinute: 60, burst: 2 });
    for (let i = 0; i < 100; i += 1) {
      assert.equal(budget.reserveMs(clock), 0);
      clock.advance(1_000);
    }
  });

  it('gives real waits, whatever the time scale', () => {
    const budget = createAttemptBudget({ perMinute: 60, burst: 1 });
    const frozen = { ...systemClock(1_000), monotonic: () => 5 };
    budget.reserveMs(frozen);
    assert.equal(Math.round(budget.reserveMs(frozen)), 1_000);
  });

  it('does not hold the slots of one clock against another', () => {
    const budget = createAttemptBudget({ perMinute: 60, burst: 1 });
    const old = new FakeClock();
    old.advance(3_600_000);
    budget.reserveMs(old);
    assert.equal(budget.reserveMs(new FakeClock()), 0);
  });
});
