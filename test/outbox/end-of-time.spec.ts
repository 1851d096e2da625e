import assert from 'node:assert/strict';
import { toIso } from '../../src/domain/clock';
import { ProviderUnavailableError } from '../../src/domain/errors';
import { FakeClock } from '../support/fake-clock';
import { faxOrder, request, smsOrder } from './jobs';
import { DELIVERED, faxEvent, OutboxRig, type FakeSendingNode } from './rig';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a job whose time is over', () => {
  let rig: OutboxRig;
  let node: FakeSendingNode;
  beforeEach(async () => {
    rig = await OutboxRig.open();
    node = rig.node();
    rig.start();
  });
  afterEach(() => rig.close());

  const ends = (): string[] => node.ends.map(({ status }) => status.state);
  const hasEnded = (): boolean => node.ends.length > 0;
  const unreachable = (times: number): void => {
    const { status } = rig.fax;
    let left = times;
    rig.fax.status = (providerId) => {
      left -= 1;
      return left >= 0 ? Promise.reject(new ProviderUnavailableError('down')) : status(providerId);
    };
  };

  /** Accepted an hour before its end, and not heard of since. */
  async function accepted(): Promise<string> {
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 60 }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await rig.reaches(jobId, 'accepted');
    rig.fax.statuses.set('P-1', faxEvent('P-1', { state: 'dialing' }));
    await rig.passUntil('it dials', async () => (await rig.job(jobId)).status.state === 'dialing');
    return jobId;
  }

  it('is looked up once more, and the result counts', async () => {
    const jobId = await accepted();
    const { giveUpAt } = await rig.job(jobId);
    await rig.passUntil('its time is nearly over', () => rig.inbox.clock.now() > giveUpAt - 29 * SECOND, 5_000);
    rig.fax.statuses.set('P-1', faxEvent('P-1', DELIVERED));
    await rig.passUntil('it has ended', hasEnded);
    assert.deepEqual(ends(), ['succeeded']);
  });

  it('ends as unknown where the last look brings nothing, or cannot be made', async () => {
    await accepted();
    await rig.passUntil('it has ended', hasEnded, 10_000);
    assert.deepEqual(ends(), ['unknown']);
  });

  it('is asked for again where the machine slept over its end, and has no network yet', async () => {
    await accepted();
    rig.inbox.clock.machine.pass(8 * HOUR);
    rig.fax.statuses.set('P-1', faxEvent('P-1', DELIVERED));
    unreachable(4);
    await rig.passUntil('it has ended', hasEnded, 10_000);
    assert.deepEqual(ends(), ['succeeded']);
    assert.deepEqual(await rig.states(), ['queued', 'accepted', 'dialing', 'succeeded']);
  });

  it('is not looked up forever', async () => {
    await accepted();
    rig.inbox.clock.machine.pass(8 * HOUR);
    unreachable(Infinity);
    const wokenAt = rig.inbox.clock.now();
    await rig.passUntil('it has ended', hasEnded, 10_000);
    assert.deepEqual(ends(), ['unknown']);
    assert(rig.inbox.clock.now() - wokenAt < 10 * MINUTE);
  });

  it('is no call that hangs because its provider could not be asked', async () => {
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await rig.reaches(jobId, 'accepted');
    unreachable(Infinity);
    await rig.passUntil('three hours pass', () => rig.inbox.clock.monotonic() > 3 * HOUR, 30_000);
    assert.equal((await rig.job(jobId)).state, 'accepted');
  });

  describe('that is to go out by the wall clock', () => {
    const scheduled = async (aheadMs: number): Promise<string> => {
      const sendAt = toIso(rig.inbox.clock.wall() + aheadMs);
      const { jobId } = await rig.outbox.submit(request({ order: smsOrder({ sendAt }), giveUpMinutes: 60 }));
      await rig.sms.called(1);
      rig.sms.answer({ outcome: 'accepted', providerId: 'S-1' });
      await rig.reaches(jobId, 'accepted');
      rig.sms.status = () => Promise.reject(new ProviderUnavailableError('says nothing'));
      return jobId;
    };

    it('is given up so long after that', async () => {
      const jobId = await scheduled(2 * HOUR);
      assert.equal((await rig.job(jobId)).giveUpAt, rig.inbox.clock.now() + 3 * HOUR);
    });

    it('has not begun to run out where the clock was set back: it is still to go out', async () => {
      const jobId = await scheduled(HOUR);
      rig.inbox.clock.step(-4 * HOUR);
      await rig.passUntil('what was planned is over', () => rig.inbox.clock.monotonic() > 2.5 * HOUR, MINUTE);
      assert.equal((await rig.job(jobId)).state, 'accepted');
      await rig.passUntil('it has ended', hasEnded, MINUTE);
      const { monotonic } = rig.inbox.clock;
      assert(monotonic.call(rig.inbox.clock) >= 6 * HOUR, 'an hour and four to its time, and an hour after it');
    });
  });

  describe('while the machine was off', () => {
    /** Submitted to a queue that is shut, and then the machine is off for so long; its wall clock goes on as it likes. */
    async function restarted(offMs: number, wallMs: number): Promise<number> {
      const { clock } = rig.inbox;
      clock.hears = true;
      clock.noteTheirs(clock.wall());
      rig.fax.always = { outcome: 'held', reason: 'auth' };
      await rig.outbox.submit(request({ order: faxOrder(), giveUpMinutes: 1_440 }));
      await rig.passUntil('it is held', () => rig.outbox.blocked !== undefined);
      const theirs = clock.wall() + offMs;
      await rig.outbox.stop();
      const kept = clock.time.mark();
      clock.machine.reboot(0, { wallMs });
      rig.inbox.clock = new FakeClock(clock.machine);
      rig.inbox.clock.hears = true;
      rig.inbox.clock.time.resume(kept);
      rig.fax.always = undefined;
      await rig.restart();
      rig.outbox.addSendingNode(node);
      rig.start();
      return theirs;
    }

    for (const wallMs of [0, 3 * DAY, 40 * DAY]) {
      it(`waits until a provider has told the time, and was over all the while, set by ${wallMs / DAY} days`, async () => {
        const theirs = await restarted(3 * DAY, wallMs);
        const { length } = rig.fax.calls;
        await rig.passUntil('a minute passes', () => rig.inbox.clock.monotonic() > MINUTE);
        assert.equal(rig.fax.calls.length, length);
        rig.inbox.clock.noteTheirs(theirs);
        await rig.passUntil('it has ended', hasEnded);
        assert.deepEqual([ends(), rig.fax.calls.length], [['failed'], length]);
      });

      it(`goes out where it was off for minutes only, set by ${wallMs / DAY} days`, async () => {
        const theirs = await restarted(3 * MINUTE, wallMs);
        const { length } = rig.fax.calls;
        rig.inbox.clock.noteTheirs(theirs);
        await rig.passUntil('it is sent', () => rig.fax.calls.length > length);
        assert.deepEqual(ends(), []);
        rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
      });
    }
  });
});
