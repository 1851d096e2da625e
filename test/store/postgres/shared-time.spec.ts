import assert from 'node:assert/strict';
import { SteadyTime } from '../../../src/domain/steady-time';
import { SharedTime, type TimeKeeper } from '../../../src/store/postgres/shared-time';
import { FakeMachine } from '../../support/fake-clock';
import { RecordedLog } from '../../support/recorded-log';

const HOUR = 3_600_000;

/** The machine of a database, whose clock a test sets. */
class Keeper implements TimeKeeper {
  shift = 0;

  constructor(readonly machine: FakeMachine) {}

  read() {
    return Promise.resolve({ wall: this.machine.wall, shift: this.shift });
  }

  move(from: number, to: number) {
    if (this.shift !== from) return Promise.resolve(false);
    this.shift = to;
    return Promise.resolve(true);
  }
}

describe('the time of several Node-REDs on one database', () => {
  let machines: FakeMachine[];
  let keeper: Keeper;
  let times: SteadyTime[];
  let shared: SharedTime[];
  let log: RecordedLog;

  beforeEach(async () => {
    log = new RecordedLog();
    keeper = new Keeper(new FakeMachine());
    const wall = keeper.machine.wall;
    machines = [new FakeMachine(wall - 5 * HOUR), new FakeMachine(wall + HOUR)];
    times = machines.map((machine) => new SteadyTime(machine.process()));
    shared = times.map((time) => new SharedTime(keeper, time, log));
    await agree();
  });

  async function agree(): Promise<void> {
    for (const each of shared) await each.agree();
  }

  function pass(ms: number): void {
    for (const machine of [keeper.machine, ...machines]) machine.pass(ms);
  }

  const now = () => times.map((time) => time.now());

  it('is the one of the database, whatever their own clocks say', () => {
    assert.deepEqual(now(), [keeper.machine.wall, keeper.machine.wall]);
  });

  for (const step of [-3 * HOUR, 3 * HOUR]) {
    it(`goes on as it was when the database's clock is set by ${step / HOUR} h, and says so once`, async () => {
      const before = now();
      pass(10_000);
      keeper.machine.wall += step;
      await agree();
      await agree();
      assert.deepEqual(
        now(),
        before.map((time) => time + 10_000),
      );
      assert.equal(log.lines.length, 1);
      const late = new SteadyTime(new FakeMachine().process());
      await new SharedTime(keeper, late, log).agree();
      assert.equal(late.now(), now()[0], 'who comes later is told the same');
    });
  }

  it('follows a clock that is put right bit by bit', async () => {
    pass(10_000);
    keeper.machine.wall += 800;
    await agree();
    assert.deepEqual(now(), [keeper.machine.wall, keeper.machine.wall]);
    assert.equal(log.text, '');
  });

  it('is not moved by a machine that was asleep and cannot tell', async () => {
    const [, awake] = machines;
    const machine = new FakeMachine();
    machine.boot = '';
    const time = new SteadyTime(machine.process());
    const asleep = new SharedTime(keeper, time, log);
    await asleep.agree();
    keeper.machine.pass(2 * HOUR);
    awake?.pass(2 * HOUR);
    await asleep.agree();
    assert.equal(time.now(), keeper.machine.wall);
    assert.equal(keeper.shift, 0);
  });
});
