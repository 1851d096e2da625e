import assert from 'node:assert/strict';
import { Throttle } from '../../panel/editor/throttle';

describe('a frequent request', () => {
  it('is done at once, then once more, however often', () => {
    const due: (() => void)[] = [];
    const passed = (): void => due.shift()?.();
    let runs = 0;
    const timers = { set: (callback: () => void) => due.push(callback), clear: () => void due.splice(0) };
    const throttle = new Throttle(() => (runs += 1), 1000, timers);
    for (let n = 0; n < 5; n += 1) throttle.ask();
    assert.equal(runs, 1);
    passed();
    assert.equal(runs, 2);
    passed();
    assert.equal(runs, 2, 'nobody asked since');
    throttle.ask();
    assert.equal(runs, 3);
    throttle.ask();
    throttle.stop();
    passed();
    assert.equal(runs, 3, 'stopped');
  });
});
