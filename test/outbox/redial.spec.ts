import assert from 'node:assert/strict';
import type { FaxCause } from '../../src/domain/fax';
import { redialPause } from '../../src/outbox/redial';

const MINUTE = 60_000;
const pauses = (cause: FaxCause): (number | undefined)[] =>
  [0, 1, 2, 3, 4, 5].map((made) => redialPause(cause, made, () => 0)).map((ms) => ms && ms / MINUTE);

describe('the pause before a further call', () => {
  it('grows by cause, and ends', () => {
    assert.deepEqual(pauses('busy'), [3, 5, 10, 10, 10, undefined]);
    assert.deepEqual(pauses('no-answer').slice(0, 3), [5, 15, undefined]);
    assert.deepEqual(pauses('not-fax').slice(0, 2), [15, undefined]);
    assert.deepEqual(pauses('hangup').slice(0, 4), [1, 5, 15, undefined]);
    assert.deepEqual(pauses('page-quality').slice(0, 3), [10, 10, undefined]);
    assert.deepEqual(pauses('provider-error').slice(0, 2), [1, undefined]);
  });

  for (const cause of [
    'bad-number',
    'blocked',
    'rejected',
    'bad-document',
    'bad-options',
    'partial',
    'auth',
  ] as const) {
    it(`is none after ${cause}`, () =>
      assert.equal(
        redialPause(cause, 0, () => 0),
        undefined,
      ));
  }

  it('is a little longer by chance, so that jobs that failed together do not call together', () => {
    assert.equal(Math.round((redialPause('busy', 0, () => 1) ?? 0) / 1_000), 198);
  });
});
