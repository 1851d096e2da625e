import assert from 'node:assert/strict';
import { thisMachine, withSleep } from '../../src/store/this-machine';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('the machine that Node-RED runs on', () => {
  it('counts its sleep, which the process does not see, and no rounding', () => {
    let awake = 500;
    let up = 40 * HOUR;
    const lived = withSleep(
      () => awake,
      () => up,
    );
    const pass = (ms: number, { asleep = 0 } = {}): void => {
      awake += ms;
      up += ms + asleep;
    };
    assert.equal(lived(), 500);
    pass(10 * SECOND, { asleep: 900 });
    assert.equal(lived(), 500 + 10 * SECOND);
    pass(SECOND, { asleep: 8 * HOUR });
    assert.equal(lived(), 500 + 11 * SECOND + 8 * HOUR + 900);
    pass(SECOND);
    assert.equal(lived(), 500 + 12 * SECOND + 8 * HOUR + 900);
  });

  it('never goes back, whatever the system says', () => {
    let up = HOUR;
    let awake = 0;
    const lived = withSleep(
      () => awake,
      () => up,
    );
    awake = 2 * SECOND;
    up = 0;
    assert.equal(lived(), 2 * SECOND);
  });

  it('tells how long it has been up, and by which start', () => {
    const { wall, lived, uptime, boot } = thisMachine();
    assert(Math.abs(wall() - Date.now()) < SECOND);
    assert(lived() > 0 && uptime() > 0);
    assert.equal(boot, thisMachine().boot);
    if (process.platform === 'linux') assert.match(boot, /^[0-9a-f-]{36}$/);
  });
});
