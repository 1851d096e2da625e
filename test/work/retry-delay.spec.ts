import assert from 'node:assert/strict';
import fc from 'fast-check';
import { retryDelayMs } from '../../src/work/retry-delay';

describe('the pause before a retry', () => {
  it('doubles from a second to ten minutes', () => {
    const pauses = Array.from({ length: 12 }, (_, failures) => retryDelayMs(failures, () => 1) / 1_000);
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
  });

  it('is spread over the second half of that', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (failures, random) => {
        const pause = retryDelayMs(failures, () => random);
        const most = retryDelayMs(failures, () => 1);
        assert(pause >= most / 2 && pause <= most);
      }),
    );
  });
});
