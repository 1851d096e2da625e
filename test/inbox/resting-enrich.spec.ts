import assert from 'node:assert/strict';
import { AuthError, ItemGoneError, ProviderUnavailableError, RateLimitedError } from '../../src/domain/errors';
import { restingEnrich } from '../../src/inbox/resting-enrich';
import { FakeClock } from '../support/fake-clock';
import { newStanding } from '../support/standing';

const MINUTE = 60_000;

describe('what a push lacked of an SMS', () => {
  async function askedAfter(failure: Error, waits: number[]): Promise<number[]> {
    const clock = new FakeClock();
    const standing = newStanding(clock);
    let asked = 0;
    const ask = restingEnrich(() => Promise.reject((asked++, failure)), { standing, clock });
    const counts: number[] = [];
    for (const ms of [0, ...waits]) {
      clock.advance(ms);
      await assert.rejects(ask('id', new AbortController().signal));
      counts.push(asked);
    }
    return counts;
  }

  it('is not asked for one SMS after the other where the provider does not answer', async () => {
    const silent = new ProviderUnavailableError('silent', { reason: 'timeout' });
    assert.deepEqual(await askedAfter(silent, [0, MINUTE - 1, 1]), [1, 1, 1, 2]);
  });

  it('is asked of the next SMS where the provider only lacks this one', async () => {
    assert.deepEqual(await askedAfter(new ItemGoneError('gone'), [0, 0]), [1, 2, 3]);
  });

  it('is not asked while the provider wants a pause, nor again and again with a login that is refused', async () => {
    assert.deepEqual(await askedAfter(new RateLimitedError(10 * MINUTE), [9 * MINUTE, MINUTE]), [1, 1, 2]);
    assert.deepEqual(await askedAfter(new AuthError('refused'), [29 * MINUTE, MINUTE]), [1, 1, 2]);
  });
});
