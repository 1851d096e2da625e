import assert from 'node:assert/strict';
import { Waits } from '../../src/simulator/waits';
import { FakeClock } from './fake-clock';

describe('waits', () => {
  it('end in their time, and all at once when nothing may happen any more', async () => {
    const clock = new FakeClock();
    const waits = new Waits(clock);
    const ended: string[] = [];
    waits.after(10, () => ended.push('short'));
    waits.after(20, () => ended.push('long'));
    await clock.advance(10);
    assert.deepEqual(ended, ['short']);
    waits.end();
    waits.after(1, () => ended.push('late'));
    assert.equal(clock.timers, 0);
    await clock.advance(100);
    assert.deepEqual(ended, ['short']);
  });
});
