import assert from 'node:assert/strict';
import fc from 'fast-check';
import { authProbeMs, backoffMs, retryDelayMs } from '../../src/work/backoff';

describe('back-off', () => {
  it('doubles its ceiling with every failure, up to the cap', () => {
    const waits = Array.from({ length: 9 }, (_, failures) => backoffMs(failures, () => 0.5));
    assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('stays between the floor and the cap whatever chance brings, however long the outage', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
        (rolls) => {
          let roll = 0;
          for (let i = 0; i < 2_000; i += 1) {
            const waitMs = backoffMs(i, () => rolls[roll++ % rolls.length] ?? 0);
            assert.ok(waitMs >= 250 && waitMs <= 60_000, String(waitMs));
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('confirms a refusal once after 30 s and then asks every 30 minutes', () => {
    assert.deepEqual([1, 2, 3, 100].map(authProbeMs), [30_000, 1_800_000, 1_800_000, 1_800_000]);
  });
});

describe('the pause before a retry', () => {
  it('doubles from a second to ten minutes', () => {
    const pauses = Array.from({ length: 12 }, (_, failures) => retryDelayMs(failures, () => 1) / 1_000);
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
  });

  it('is spread over the second half of that time', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (failures, random) => {
        const pause = retryDelayMs(failures, () => random);
        const most = retryDelayMs(failures, () => 1);
        assert(pause >= most / 2 && pause <= most);
      }),
    );
  });
});
