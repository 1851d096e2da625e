import assert from 'node:assert/strict';
import type { Failure } from '../../../src/transports/push-socket/failure';
import { createRetryPlan } from '../../../src/transports/push-socket/retry-plan';

const normal: Failure = { class: 'normal', reason: 'reset' };
const refused: Failure = { class: 'auth', reason: 'auth' };

describe('when the push socket is opened again', () => {
  it('after longer and longer, and from the shortest wait again once a socket has proved itself', () => {
    const plan = createRetryPlan(() => 0.5);
    assert.deepEqual(
      [1, 2, 3].map(() => plan.waitMs(normal)),
      [500, 1_000, 2_000],
    );
    plan.reset();
    assert.equal(plan.waitMs(normal), 500);
  });

  it('after a refused token soon once, then seldom, and soon again after a socket that proved itself', () => {
    const plan = createRetryPlan(() => 0.5);
    assert.deepEqual(
      [1, 2, 3].map(() => plan.waitMs(refused)),
      [30_000, 1_800_000, 1_800_000],
    );
    plan.reset();
    assert.equal(plan.waitMs(refused), 30_000);
  });
});
