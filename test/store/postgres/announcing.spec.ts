import assert from 'node:assert/strict';
import { silentLog } from '../../../src/domain/log';
import { Wakes } from '../../../src/store/postgres/wakes';
import { FakeClock } from '../../support/fake-clock';

describe('the announcement of what was written', () => {
  let clock: FakeClock;
  let wakes: Wakes;
  let announced: number;

  beforeEach(() => {
    clock = new FakeClock();
    announced = 0;
    const run = () => {
      announced += 1;
      return Promise.resolve([]);
    };
    const pool = { config: {}, run, read: () => Promise.resolve([]) };
    const nothing = (): void => undefined;
    const listeners = { onWake: nothing, onInstances: nothing };
    wakes = new Wakes({ pool, schema: 'pushline', channel: 'channel', clock, log: silentLog, ...listeners });
  });

  function commit(): boolean {
    const notification = wakes.notification();
    wakes.committed(notification);
    return notification !== undefined;
  }

  it('goes with a commit, and at most every 50 ms', () => {
    assert.equal(commit(), true);
    clock.advance(49);
    assert.equal(commit(), false);
    clock.advance(1);
    assert.equal(commit(), true);
  });

  it('comes by itself where no commit follows', () => {
    commit();
    commit();
    clock.advance(50);
    assert.equal(announced, 1);
    clock.advance(1_000);
    assert.equal(announced, 1);
  });

  it('does not come once more where a commit has taken it along', () => {
    commit();
    clock.advance(10);
    commit();
    clock.advance(45);
    assert.equal(commit(), true);
    clock.advance(1_000);
    assert.equal(announced, 0);
  });

  it('comes for a commit whose notification was lost with the one after it', () => {
    commit();
    clock.advance(10);
    commit();
    clock.advance(40);
    assert.notEqual(wakes.notification(), undefined);
    wakes.committed();
    clock.advance(50);
    assert.equal(announced, 1);
  });

  it('comes after a commit that took longer than the announcement of the one before it', () => {
    commit();
    commit();
    const slow = wakes.notification();
    assert.equal(slow, undefined);
    clock.advance(50);
    assert.equal(announced, 1);
    wakes.committed(slow);
    clock.advance(50);
    assert.equal(announced, 2);
  });
});
