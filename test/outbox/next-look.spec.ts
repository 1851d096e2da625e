import assert from 'node:assert/strict';
import { nextSearchAt } from '../../src/outbox/next-look';
import { FakeClock } from '../support/fake-clock';
import { job, request, smsOrder } from './jobs';

const MINUTE = 60_000;

describe('when to search again for a request without an answer', () => {
  const clock = new FakeClock();
  const unknown = (waited: number, giveUpMinutes = 1_440) => ({
    ...job(request({ order: smsOrder(), giveUpMinutes }), clock),
    ...{ state: 'unknown' as const, callAt: clock.now() - waited * MINUTE },
  });
  const pause = (waited: number, giveUpMinutes?: number): number =>
    (nextSearchAt(unknown(waited, giveUpMinutes), clock) - clock.now()) / MINUTE;

  it('is after as long again as it has waited, a minute at least and an hour at most', () => {
    assert.deepEqual(
      [0, 0.1, 1, 2, 15, 60, 600].map((waited) => pause(waited)),
      [1, 1, 1, 2, 15, 60, 60],
    );
  });

  it('is a minute where our clock was set back since', () => {
    assert.equal(pause(-90), 1);
  });

  it('is never after the job’s time is over', () => {
    assert.equal(pause(120, 30), 30);
  });
});
