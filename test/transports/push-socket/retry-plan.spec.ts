import assert from 'node:assert/strict';
import { createRetryPlan } from '../../../src/transports/push-socket/retry-plan';

const normal = { reason: 'connection-refused', class: 'normal' } as const;
const auth = { reason: 'auth', class: 'auth' } as const;

describe('the retry plan', () => {
  it('waits longer after each ordinary failure, until a link has proved itself', () => {
    const plan = createRetryPlan(() => 0.5);
    assert.deepEqual([plan.waitMs(normal), plan.waitMs(normal), plan.waitMs(normal)], [500, 1_000, 2_000]);
    plan.reset();
    assert.equal(plan.waitMs(normal), 500);
  });

  it('does what Retry-After says instead', () => {
    assert.equal(createRetryPlan(() => 0.5).waitMs({ ...normal, retryAfterMs: 77_000 }), 77_000);
  });

  it('waits 5 to 15 minutes where nothing will change sooner', () => {
    assert.equal(createRetryPlan(() => 0).waitMs({ reason: 'tls', class: 'slow' }), 300_000);
    assert.equal(createRetryPlan(() => 0.9999999).waitMs({ reason: 'tls', class: 'slow' }) > 899_000, true);
  });

  it('waits 5 minutes after an event that was too large', () => {
    assert.equal(createRetryPlan(() => 0).waitMs({ reason: 'too-large', class: 'too-large' }), 300_000);
  });

  it('confirms a refusal once, then probes, also when the network failed in between', () => {
    const plan = createRetryPlan(() => 0.5);
    assert.equal(plan.waitMs(auth), 30_000);
    assert.equal(plan.waitMs(normal), 500);
    assert.equal(plan.waitMs(auth), 1_800_000);
    plan.reset();
    assert.equal(plan.waitMs(auth), 30_000);
  });
});
