import assert from 'node:assert/strict';
import { AuthError, ProviderUnavailableError } from '../../../../src/domain/errors';
import { createNewsWaiter } from '../../../../src/providers/etherfax/reconcile/news-waiter';
import { FakeClock } from '../../../support/fake-clock';

const signal = new AbortController().signal;

describe('createNewsWaiter', () => {
  let clock: FakeClock;
  let asked: { seconds: number; timeoutMs: number }[];
  /** What the service answers, and after how long. */
  let answers: { unread?: number; error?: Error; afterMs: number }[];

  const start = (): ReturnType<typeof createNewsWaiter> =>
    createNewsWaiter(
      {
        unreadCount(_signal, wait) {
          if (wait) asked.push(wait);
          const { unread = 0, error, afterMs } = answers.shift() ?? assert.fail('asked once too often');
          clock.advance(afterMs);
          return error === undefined ? Promise.resolve(unread) : Promise.reject(error);
        },
      },
      clock,
    );

  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    answers = [];
  });

  it('lets the service hold the request for a minute, and itself waits a little longer', async () => {
    answers = [{ afterMs: 60_000 }];
    assert.equal(await start()(signal), 'quiet');
    assert.deepEqual(asked, [{ seconds: 60, timeoutMs: 75_000 }]);
  });

  it('reports news, however fast it comes', async () => {
    const wait = start();
    for (let i = 0; i < 5; i += 1) {
      answers = [{ unread: 1, afterMs: 0 }];
      assert.equal(await wait(signal), 'news');
    }
  });

  it('stops asking a service that answers three times at once', async () => {
    const wait = start();
    answers = [{ afterMs: 1_999 }, { afterMs: 0 }, { afterMs: 0 }];
    assert.deepEqual([await wait(signal), await wait(signal), await wait(signal)], ['quiet', 'quiet', 'unsupported']);
    assert.equal(await wait(signal), 'unsupported');
    assert.equal(asked.length, 3, 'the fourth was not sent');
  });

  it('accepts one held request as proof of the opposite', async () => {
    const wait = start();
    answers = [{ afterMs: 0 }, { afterMs: 0 }, { afterMs: 2_000 }, { afterMs: 0 }, { afterMs: 0 }];
    for (let i = 0; i < 5; i += 1) assert.equal(await wait(signal), 'quiet');
  });

  for (const reason of ['reset', 'http-504'] as const) {
    it(`takes "${reason}" in the middle of the wait for quiet, and at its beginning for a fault`, async () => {
      const error = new ProviderUnavailableError('cut', { reason });
      const wait = start();
      answers = [{ error, afterMs: 30_000 }];
      assert.equal(await wait(signal), 'quiet');
      answers = [{ error, afterMs: 100 }];
      await assert.rejects(wait(signal), error);
    });
  }

  it('passes on every other failure', async () => {
    for (const error of [new AuthError('no'), new ProviderUnavailableError('late', { reason: 'timeout' })]) {
      answers = [{ error, afterMs: 75_000 }];
      await assert.rejects(start()(signal), error);
    }
  });

  it('scales what it asks of the service, which does not know our scale', async () => {
    clock.scale = 20;
    answers = [{ afterMs: 3_000 }];
    assert.equal(await start()(signal), 'quiet');
    assert.deepEqual(asked, [{ seconds: 3, timeoutMs: 60_000 + 100_000 }]);
  });
});
