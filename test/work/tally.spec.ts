import assert from 'node:assert/strict';
import { Tally } from '../../src/work/tally';
import { FakeClock } from '../support/fake-clock';

describe('a tally', () => {
  it('reports the first at once, and then the number once a minute', () => {
    const clock = new FakeClock();
    const told: number[] = [];
    const tally = new Tally(clock, (count) => told.push(count));
    for (let i = 0; i < 1_000; i += 1) tally.add();
    assert.deepEqual(told, [1]);
    clock.advance(59_999);
    tally.add();
    assert.deepEqual(told, [1]);
    clock.advance(1);
    tally.add();
    assert.deepEqual(told, [1, 1_001]);
  });
});
