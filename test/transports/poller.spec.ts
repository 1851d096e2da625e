import assert from 'node:assert/strict';
import {
  AuthError,
  ProviderUnavailableError,
  RateLimitedError,
  StoreError,
  type PushlineError,
} from '../../src/domain/errors';
import { createPoller, type Pass, type PollerState } from '../../src/transports/poller';
import { transportContract } from '../contract/transport';
import { FakeClock } from '../support/fake-clock';
import { settle } from './until';

describe('poller', () => {
  function build(options: { intervalMs?: number; random?: () => number } = {}) {
    const clock = new FakeClock();
    const states: PollerState[] = [];
    const signals: AbortSignal[] = [];
    let end: { resolve: (pass: Pass) => void; reject: (error: unknown) => void } | undefined;
    const poller = createPoller({
      clock,
      random: options.random ?? (() => 0.5),
      intervalMs: options.intervalMs ?? 60_000,
      run: (signal) => {
        signals.push(signal);
        return new Promise((resolve, reject) => (end = { resolve, reject }));
      },
      onState: (state) => states.push(state),
    });
    return {
      clock,
      poller,
      states,
      signals,
      runs: () => signals.length,
      succeed: async () => {
        end?.resolve('made');
        await settle();
      },
      notMade: async (pass: Pass) => {
        end?.resolve(pass);
        await settle();
      },
      fail: async (error: unknown) => {
        end?.reject(error);
        await settle();
      },
    };
  }

  transportContract('poller', () => {
    let mode: 'well' | 'failing' | 'refusing' | 'silent' = 'well';
    let attempts = 0;
    let told = 0;
    const clock = new FakeClock();
    const poller = createPoller({
      clock,
      random: () => 0.5,
      intervalMs: 60_000,
      run: () => {
        attempts += 1;
        if (mode === 'failing') return Promise.reject(new ProviderUnavailableError('down'));
        if (mode === 'refusing') return Promise.reject(new AuthError('no'));
        return mode === 'silent' ? new Promise(() => undefined) : Promise.resolve('made');
      },
      onState: () => (told += 1),
    });
    return Promise.resolve({
      transport: poller,
      clock,
      behave: (next) => (mode = next),
      attempts: () => attempts,
      open: () => 0,
      told: () => told,
      working: () => poller.state.name === 'waiting',
      retryAt: () =>
        poller.state.name === 'failing' || poller.state.name === 'auth-failed' ? poller.state.retryAt : undefined,
      close: () => Promise.resolve(),
    });
  });

  it('runs at start and then once an interval after each pass', async () => {
    const { clock, poller, runs, succeed } = build();
    poller.start();
    assert.equal(runs(), 1);
    clock.advance(600_000);
    assert.equal(runs(), 1);
    await succeed();
    clock.advance(59_999);
    assert.equal(runs(), 1);
    clock.advance(1);
    assert.equal(runs(), 2);
    await succeed();
    await poller.stop();
  });

  for (const [roll, waitMs] of [
    [0, 54_000],
    [0.5, 60_000],
    [0.999_999_999, 66_000],
  ] as const) {
    it(`varies the interval by 10 % (${waitMs} ms)`, async () => {
      const { clock, poller, succeed } = build({ random: () => roll });
      poller.start();
      await succeed();
      assert.ok(poller.state.name === 'waiting');
      assert.equal(Math.round(poller.state.retryAt - clock.now()), waitMs);
      await poller.stop();
    });
  }

  describe('retry()', () => {
    for (const error of [new ProviderUnavailableError('x'), new StoreError('x'), new AuthError('x')]) {
      it(`runs now after ${error.name}, and leaves one that is well or under way alone`, async () => {
        const { poller, runs, succeed, fail } = build();
        poller.start();
        poller.retry();
        assert.equal(runs(), 1);
        await fail(error);
        poller.retry();
        assert.equal(runs(), 2);
        await succeed();
        poller.retry();
        assert.equal(runs(), 2);
        await poller.stop();
      });
    }

    it('keeps to the pause that the provider has asked for', async () => {
      const { clock, poller, runs, succeed, fail } = build();
      poller.start();
      await fail(new RateLimitedError(90_000));
      poller.retry();
      assert.equal(runs(), 1);
      clock.advance(90_000);
      assert.equal(runs(), 2);
      await succeed();
      await poller.stop();
    });
  });

  describe('wake()', () => {
    it('runs a waiting poller now, once', async () => {
      const { clock, poller, runs, succeed } = build();
      poller.start();
      await succeed();
      poller.wake();
      poller.wake();
      assert.equal(runs(), 2);
      await succeed();
      assert.equal(runs(), 3);
      await succeed();
      assert.equal(runs(), 3);
      clock.advance(60_000);
      assert.equal(runs(), 4);
      await succeed();
      await poller.stop();
    });

    it('leads to one more pass, however often it is called during one', async () => {
      const { poller, runs, succeed } = build();
      poller.start();
      for (let i = 0; i < 100; i += 1) poller.wake();
      assert.equal(runs(), 1);
      await succeed();
      assert.equal(runs(), 2);
      await succeed();
      assert.equal(runs(), 2);
      await poller.stop();
    });

    for (const error of [new ProviderUnavailableError('x'), new AuthError('x'), new RateLimitedError(5_000)]) {
      it(`does not cut the wait after ${error.name} short`, async () => {
        const { poller, runs, fail } = build();
        poller.start();
        poller.wake();
        await fail(error);
        poller.wake();
        await settle();
        assert.equal(runs(), 1);
        await poller.stop();
      });
    }

    it('does nothing before the start and after the end', async () => {
      const { poller, runs, succeed } = build();
      poller.wake();
      assert.equal(runs(), 0);
      poller.start();
      await succeed();
      await poller.stop();
      poller.wake();
      assert.equal(runs(), 1);
    });
  });

  describe('a failed pass', () => {
    const cases: [PushlineError | Error, string][] = [
      [new ProviderUnavailableError('x', { reason: 'dns' }), 'dns'],
      [new ProviderUnavailableError('x', { status: 502 }), 'http-502'],
      [new ProviderUnavailableError('x'), 'unavailable'],
      [new StoreError('x'), 'store'],
      [new Error('text-canary'), 'error'],
    ];
    for (const [error, reason] of cases) {
      it(`is told as ${reason} and repeated after the back-off`, async () => {
        const { clock, poller, states, runs, fail } = build();
        poller.start();
        await fail(error);
        assert.deepEqual(states.at(-1), { name: 'failing', reason, retryAt: clock.now() + 500 });
        clock.advance(500);
        assert.equal(runs(), 2);
        await fail(error);
        await poller.stop();
      });
    }

    it('is repeated when the provider wants it to be', async () => {
      const { clock, poller, states, fail } = build();
      poller.start();
      await fail(new RateLimitedError(90_000));
      assert.deepEqual(states.at(-1), { name: 'failing', reason: 'rate-limited', retryAt: clock.now() + 90_000 });
      await poller.stop();
    });

    it('never makes it wait longer than a minute, however seldom it polls', async () => {
      for (const intervalMs of [10_000, 3_600_000]) {
        const { clock, poller, fail } = build({ intervalMs, random: () => 0.999_999_999 });
        poller.start();
        for (let i = 0; i < 30; i += 1) {
          await fail(new StoreError('x'));
          assert.ok(poller.state.name === 'failing');
          const waitMs = poller.state.retryAt - clock.now();
          assert.ok(waitMs <= 60_000);
          if (i === 29) assert.equal(Math.round(waitMs), 60_000);
          clock.advance(waitMs);
        }
        await fail(new StoreError('x'));
        await poller.stop();
      }
    });

    it('is forgotten by the next good one', async () => {
      const { clock, poller, states, succeed, fail } = build();
      poller.start();
      await fail(new AuthError('x'));
      clock.advance(30_000);
      await succeed();
      poller.wake();
      await fail(new AuthError('x'));
      assert.deepEqual(states.at(-1), { name: 'auth-failed', reason: 'auth', retryAt: clock.now() + 30_000 });
      await poller.stop();
    });
  });

  describe('a pass that was not made', () => {
    const MINUTES = 10 * 60_000;

    it('because of a pause is told as one, and made when that is over', async () => {
      const { clock, poller, states, runs, succeed, notMade } = build();
      poller.start();
      await succeed();
      poller.wake();
      const pausedUntil = clock.now() + MINUTES;
      await notMade({ pausedUntil });
      assert.deepEqual(states.at(-1), { name: 'failing', reason: 'rate-limited', retryAt: pausedUntil });
      poller.wake();
      poller.retry();
      clock.advance(MINUTES - 1);
      assert.equal(runs(), 2);
      clock.advance(1);
      assert.equal(runs(), 3);
      await succeed();
      assert.equal(poller.state.name, 'waiting');
      await poller.stop();
    });

    for (const why of ['not-ours', 'paused'] as const) {
      const pass = (now: number): Pass => (why === 'paused' ? { pausedUntil: now + MINUTES } : why);

      it(`counts for nothing after one that failed (${why})`, async () => {
        const { clock, poller, states, fail, notMade } = build();
        poller.start();
        await fail(new ProviderUnavailableError('x', { status: 503 }));
        poller.retry();
        await notMade(pass(clock.now()));
        assert.equal(poller.state.name, 'failing');
        clock.advance(MINUTES);
        await fail(new ProviderUnavailableError('x', { status: 503 }));
        const retryAt = clock.now() + 1_000;
        assert.deepEqual(states.at(-1), { name: 'failing', reason: 'http-503', retryAt }, 'the second in a row');
        await poller.stop();
      });

      it(`is not taken for a login that works (${why})`, async () => {
        const { clock, poller, states, fail, notMade } = build();
        poller.start();
        await fail(new AuthError('x'));
        poller.retry();
        await notMade(pass(clock.now()));
        assert.ok(poller.state.name === 'auth-failed');
        clock.advance(MINUTES);
        await fail(new AuthError('x'));
        const retryAt = clock.now() + 30 * 60_000;
        assert.deepEqual(states.at(-1), { name: 'auth-failed', reason: 'auth', retryAt }, 'the second in a row');
        await poller.stop();
      });
    }

    it('leaves one that is well as it is where another instance asks', async () => {
      const { clock, poller, states, succeed, notMade } = build();
      poller.start();
      await succeed();
      poller.wake();
      await notMade('not-ours');
      assert.deepEqual(states.at(-1), { name: 'waiting', retryAt: clock.now() + 60_000 });
      await poller.stop();
    });
  });

  describe('standBy()', () => {
    it('aborts the pass, and the next one begins once that has ended', async () => {
      const { clock, poller, signals, runs, succeed, fail } = build();
      poller.start();
      poller.standBy();
      assert.equal(signals[0]?.aborted, true);
      assert.deepEqual(poller.state, { name: 'idle' });
      poller.start();
      assert.equal(runs(), 1, 'never twice at once');
      await fail(new AuthError('of the run before'));
      assert.equal(runs(), 2);
      assert.equal(signals[1]?.aborted, false);
      await succeed();
      assert.equal(poller.state.name, 'waiting');
      await poller.stop();
      assert.equal(clock.pending, 0);
    });

    it('is not ended by a wake-up', () => {
      const { clock, poller, runs } = build();
      poller.start();
      poller.standBy();
      poller.wake();
      poller.retry();
      clock.advance(3_600_000);
      assert.equal(runs(), 1);
    });
  });

  it('waits for as long as another was told to, whose login was refused', async () => {
    const { clock, poller, states, runs, fail, succeed } = build();
    const until = clock.now() + 90_000;
    poller.start(until);
    assert.deepEqual(states, [{ name: 'auth-failed', reason: 'auth', retryAt: until }]);
    clock.advance(89_999);
    assert.equal(runs(), 0);
    clock.advance(1);
    assert.equal(runs(), 1);
    await fail(new AuthError('x'));
    assert.deepEqual(states.at(-1), { name: 'auth-failed', reason: 'auth', retryAt: clock.now() + 30 * 60_000 });
    poller.retry();
    await succeed();
    await poller.stop();
  });

  describe('stop()', () => {
    it('aborts the pass and waits for its end', async () => {
      const { clock, poller, states, signals, fail } = build();
      poller.start();
      let stopped = false;
      const stopping = poller.stop().then(() => (stopped = true));
      assert.equal(signals[0]?.aborted, true);
      await settle();
      assert.equal(stopped, false);
      await fail(new Error('aborted'));
      await stopping;
      assert.equal(states.length, 1);
      assert.equal(clock.pending, 0);
      assert.deepEqual(poller.state, { name: 'idle' });
    });

    it('waits 1 s at most, so that the store can be closed within the node’s 2 s', async () => {
      const { clock, poller } = build();
      poller.start();
      let stopped = false;
      const stopping = poller.stop().then(() => (stopped = true));
      clock.advance(999);
      await settle();
      assert.equal(stopped, false);
      clock.advance(1);
      await stopping;
    });
  });

  it('goes on when the listener to its states throws', async () => {
    const clock = new FakeClock();
    let runs = 0;
    const poller = createPoller({
      clock,
      intervalMs: 60_000,
      run: () => {
        runs += 1;
        return Promise.resolve('made');
      },
      onState: () => {
        throw new Error('canary');
      },
    });
    poller.start();
    await settle();
    clock.advance(66_000);
    await settle();
    assert.equal(runs, 2);
    await poller.stop();
  });
});
