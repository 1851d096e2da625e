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

  describe('while a request waits for its answer', () => {
    const begun = (): { clock: FakeClock; ask: (stop: AbortSignal) => Promise<unknown>; asked: () => number } => {
      const clock = new FakeClock();
      let asked = 0;
      const silent = (_id: string, signal: AbortSignal): Promise<never> => {
        asked++;
        return new Promise((_resolve, reject) => {
          const aborted = new ProviderUnavailableError('aborted', { reason: 'aborted' });
          signal.addEventListener('abort', () => reject(aborted), { once: true });
        });
      };
      const resting = restingEnrich(silent, { standing: newStanding(clock), clock });
      return { clock, ask: (stop) => resting('id', stop), asked: () => asked };
    };

    it('is asked of the next SMS after a deploy in between: a stop of ours is no failure', async () => {
      const { clock, ask, asked } = begun();
      const deploy = new AbortController();
      const stopped = assert.rejects(ask(deploy.signal), ProviderUnavailableError);
      deploy.abort();
      await stopped;
      const next = assert.rejects(ask(new AbortController().signal), ProviderUnavailableError);
      assert.equal(asked(), 2);
      clock.advance(5_000);
      await next;
      assert.equal(clock.pending, 0);
    });

    it('is not asked of the next SMS where the answer did not come within five seconds', async () => {
      const { clock, ask, asked } = begun();
      const { signal } = new AbortController();
      const late = assert.rejects(ask(signal), ProviderUnavailableError);
      clock.advance(5_000);
      await late;
      await assert.rejects(ask(signal), ProviderUnavailableError);
      assert.equal(asked(), 1);
      clock.advance(MINUTE);
      const again = assert.rejects(ask(signal), ProviderUnavailableError);
      assert.equal(asked(), 2);
      clock.advance(5_000);
      await again;
    });
  });

  it('is not asked while the provider wants a pause, nor again and again with a login that is refused', async () => {
    assert.deepEqual(await askedAfter(new RateLimitedError(10 * MINUTE), [9 * MINUTE, MINUTE]), [1, 1, 2]);
    assert.deepEqual(await askedAfter(new AuthError('refused'), [29 * MINUTE, MINUTE]), [1, 1, 2]);
  });
});
