import assert from 'node:assert/strict';
import { SteadyTime } from '../../src/domain/steady-time';
import { FakeClock, FakeMachine } from '../support/fake-clock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The next process on this machine, which found what the one before had kept. */
function restarted(before: FakeClock, kept: unknown): FakeClock {
  const clock = new FakeClock(before.machine);
  clock.hears = true;
  clock.time.resume(kept);
  return clock;
}

describe('steady time', () => {
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
    clock.hears = true;
  });

  it('begins as the wall clock, and goes on as time passes', () => {
    const start = clock.now();
    assert.equal(start, clock.wall());
    clock.advance(HOUR);
    assert.equal(clock.now(), start + HOUR);
  });

  for (const ms of [3 * SECOND, -3 * SECOND, HOUR, -HOUR, 40 * DAY, -40 * DAY]) {
    describe(`when the wall clock is set by ${ms / SECOND} s`, () => {
      it('goes on as if nothing had happened', () => {
        const start = clock.now();
        clock.step(ms);
        assert.equal(clock.now(), start);
        clock.advance(MINUTE);
        assert.equal(clock.now(), start + MINUTE);
      });

      it('shows what is planned by the new clock, and says so once', () => {
        const steps: number[] = [];
        clock.time.onStep = (by) => steps.push(by);
        const due = clock.now() + MINUTE;
        clock.step(ms);
        assert.equal(clock.wallAt(due), clock.wall() + MINUTE);
        clock.advance(MINUTE);
        clock.now();
        assert.deepEqual(steps, [ms]);
      });

      it('goes on over a restart, whether it was set before, after or in between', () => {
        const start = clock.now();
        clock.step(ms);
        const kept = clock.time.mark();
        clock.step(ms);
        clock.machine.uptime += MINUTE;
        const next = restarted(clock, kept);
        next.step(ms);
        assert.equal(next.now(), start + MINUTE);
        assert(next.isSure);
      });
    });
  }

  it('reads the same time twice though the wall clock is slewed', () => {
    const at = clock.now();
    const before = clock.wallAt(at);
    clock.step(40);
    assert.equal(clock.wallAt(at), before);
  });

  it('counts what passed between two processes by the machine', () => {
    const start = clock.now();
    const kept = clock.time.mark();
    clock.advance(3 * HOUR);
    assert.equal(restarted(clock, kept).now(), start + 3 * HOUR);
  });

  it('begins anew where nothing, or nothing intelligible, was kept', () => {
    for (const kept of [undefined, '', {}, { now: 'x', uptime: 1, boot: '' }]) {
      clock.step(DAY);
      assert.equal(restarted(clock, kept).now(), clock.wall());
    }
  });

  describe('when the machine itself was off', () => {
    const OFF = 3 * DAY;
    let start: number;
    beforeEach(() => {
      clock.noteTheirs(clock.wall());
      start = clock.now();
    });

    for (const wallMs of [OFF, 0, -DAY, 400 * DAY]) {
      it(`is certain of its uptime, and a provider tells the rest, while the wall clock went on by ${wallMs / DAY} days`, () => {
        const theirs = clock.wall() + OFF;
        const kept = clock.time.mark();
        clock.machine.reboot(OFF, { wallMs });
        clock.machine.uptime = 30 * SECOND;
        const next = restarted(clock, kept);
        assert.equal(next.now(), start + 30 * SECOND);
        assert.equal(next.isSure, false);
        next.noteTheirs(theirs);
        assert.equal(next.now(), start + OFF);
        assert(next.isSure);
      });
    }

    it('counts only what is certain where the provider does not say, or did not before', () => {
      const kept = clock.time.mark();
      clock.machine.reboot(OFF, { wallMs: 400 * DAY });
      for (const [theirs, mark] of [
        [undefined, kept],
        [clock.wall(), { ...kept, theirs: undefined }],
      ] as const) {
        const next = restarted(clock, mark);
        next.noteTheirs(theirs);
        assert(next.isSure);
        assert.equal(next.now(), start);
      }
    });

    it('never goes back, whatever a provider says', () => {
      const kept = clock.time.mark();
      clock.machine.reboot(OFF, { wallMs: -DAY });
      const next = restarted(clock, kept);
      next.advance(MINUTE);
      next.noteTheirs(next.wall());
      assert.equal(next.now(), start + MINUTE);
    });

    it('still learns it in the process after the next', () => {
      const theirs = clock.wall() + OFF;
      const kept = clock.time.mark();
      clock.machine.reboot(OFF, { wallMs: 0 });
      const second = restarted(clock, kept);
      second.advance(MINUTE);
      const third = restarted(second, second.time.mark());
      assert.equal(third.isSure, false);
      third.noteTheirs(theirs + MINUTE);
      assert.equal(third.now(), start + OFF + MINUTE);
    });

    it('believes no provider about a time that it has seen itself', () => {
      clock.noteTheirs(clock.wall() + 30 * DAY);
      assert.equal(clock.now(), start);
      assert.equal(clock.theirs(), clock.wall() + 30 * DAY);
    });
  });

  it('is the time of the process if no store has one', () => {
    const time = new SteadyTime();
    assert(Math.abs(time.now() - Date.now()) < SECOND);
    assert(new FakeMachine().process().lived() === 0);
  });
});
