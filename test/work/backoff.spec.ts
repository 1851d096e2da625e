import assert from 'node:assert/strict';
import fc from 'fast-check';
import { authProbeMs, createBackoff } from '../../src/work/backoff';

describe('back-off', () => {
  it('doubles its ceiling with every failure, up to the cap', () => {
    const backoff = createBackoff({ random: () => 0.5 });
    const waits = Array.from({ length: 9 }, () => backoff.nextMs());
    assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('starts again from the shortest wait after a reset', () => {
    const backoff = createBackoff({ random: () => 0.5 });
    backoff.nextMs();
    backoff.nextMs();
    backoff.reset();
    assert.equal(backoff.nextMs(), 500);
  });

  it('stays between the floor and the cap whatever chance brings, however long the outage', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
        (rolls) => {
          let roll = 0;
          const backoff = createBackoff({ random: () => rolls[roll++ % rolls.length] ?? 0 });
          for (let i = 0; i < 2_000; i += 1) {
            const waitMs = backoff.nextMs();
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
