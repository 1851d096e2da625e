import assert from 'node:assert/strict';
import { createThrottle } from '../../src/work/throttle';
import { FakeClock } from '../support/fake-clock';

describe('a throttle', () => {
  function build() {
    const clock = new FakeClock();
    let acted = 0;
    const throttle = createThrottle(clock, 200, () => (acted += 1));
    return { clock, throttle, acted: () => acted };
  }

  it('acts at once, and once more for all that is asked for soon after', () => {
    const { clock, throttle, acted } = build();
    for (let i = 0; i < 10; i += 1) throttle.call();
    assert.equal(acted(), 1);
    clock.advance(199);
    assert.equal(acted(), 1);
    clock.advance(1);
    assert.equal(acted(), 2);
    clock.advance(200);
    assert.deepEqual([acted(), clock.pending], [2, 0]);
    throttle.call();
    assert.equal(acted(), 3);
  });

  it('leaves nothing behind when it is stopped', () => {
    const { clock, throttle, acted } = build();
    throttle.call();
    throttle.call();
    throttle.stop();
    throttle.call();
    clock.advance(1_000);
    assert.deepEqual([acted(), clock.pending], [1, 0]);
  });
});
