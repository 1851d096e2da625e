import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { createWorker, type Worker } from '../../src/work/worker';
import { eventually } from '../support/eventually';
import { FakeClock } from '../support/fake-clock';
import { asleep } from '../support/providing';

describe('a worker', () => {
  const clock = new FakeClock();
  let worker: Worker;
  let steps: number;

  beforeEach(() => (steps = 0));
  afterEach(() => worker.stop());

  function start(step: (signal: AbortSignal) => Promise<number | undefined>): void {
    const onError = (): number => 700;
    worker = createWorker({
      ...{ clock, onError },
      step: (signal) => {
        steps += 1;
        return step(signal);
      },
    });
  }

  it('does nothing until it is woken, and then only once if it asks for no more', async () => {
    start(() => Promise.resolve(undefined));
    await turn();
    assert.equal(steps, 0);
    worker.wake();
    await eventually('it has run', () => steps === 1);
    for (let i = 0; i < 5; i += 1) await turn();
    assert.equal(steps, 1);
  });

  it('lets others have their turn between two steps', async () => {
    start(() => Promise.resolve(steps < 3 ? 0 : undefined));
    worker.wake();
    await turn();
    assert.equal(steps, 1);
    await eventually('it has run thrice', () => steps === 3);
  });

  it('comes back after the time that it asked for', async () => {
    start(() => Promise.resolve(1_000));
    worker.wake();
    await asleep(clock);
    clock.advance(999);
    await turn();
    assert.equal(steps, 1);
    clock.advance(1);
    await eventually('it has run again', () => steps === 2);
  });

  it('runs once more after a step during which it was woken, however often', async () => {
    let release: () => void = () => undefined;
    start(async () => {
      if (steps === 1) await new Promise<void>((resolve) => (release = resolve));
      return undefined;
    });
    worker.wake();
    await eventually('it runs', () => steps === 1);
    for (let i = 0; i < 5; i += 1) worker.wake();
    release();
    await eventually('it has run again', () => steps === 2);
    for (let i = 0; i < 5; i += 1) await turn();
    assert.equal(steps, 2);
  });

  it('comes back after an error when it is told to', async () => {
    start(() => Promise.reject(new Error('no')));
    worker.wake();
    await asleep(clock);
    clock.advance(700);
    await eventually('it has run again', () => steps === 2);
  });

  it('cancels its timer when woken, and does not run twice', async () => {
    start(() => Promise.resolve(1_000));
    worker.wake();
    await asleep(clock);
    worker.wake();
    await eventually('it has run again', () => steps === 2);
    await asleep(clock);
    assert.equal(clock.pending, 1);
  });

  it('stops when the step under way has ended, and begins none afterwards', async () => {
    let aborted = false;
    let ended = false;
    start(async (signal) => {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          setImmediate(resolve);
        });
      });
      ended = true;
      return 0;
    });
    worker.wake();
    await eventually('it runs', () => steps === 1);
    worker.wake();
    await worker.stop();
    assert(aborted && ended);
    worker.wake();
    for (let i = 0; i < 5; i += 1) await turn();
    assert.equal(steps, 1);
    assert.equal(clock.pending, 0);
  });

  it('aborts a step when it is interrupted, forgets what that planned, and runs again only when woken', async () => {
    const signals: AbortSignal[] = [];
    start(async (signal) => {
      signals.push(signal);
      if (signals.length === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 1_000;
    });
    worker.wake();
    await eventually('it runs', () => steps === 1);
    worker.wake();
    worker.interrupt();
    for (let i = 0; i < 5; i += 1) await turn();
    clock.advance(3_600_000);
    assert.deepEqual([steps, clock.pending], [1, 0]);
    worker.wake();
    await eventually('it has run again', () => steps === 2);
    assert.equal(signals[1]?.aborted, false);
    await asleep(clock);
    worker.interrupt();
    assert.equal(clock.pending, 0);
  });

  it('runs no step that was only about to begin when it was stopped', async () => {
    start(() => Promise.resolve(undefined));
    worker.wake();
    await worker.stop();
    assert.equal(steps, 0);
  });
});
