import assert from 'node:assert/strict';
import { Channels } from '../../src/outbox/channels';
import { UnderWay } from '../../src/outbox/under-way';
import * as steps from '../../src/outbox/job-steps';
import { TokenBucket } from '../../src/work/token-bucket';
import { FakeClock } from '../support/fake-clock';
import { faxOrder, job, smsOrder } from './jobs';

const MINUTE = 60_000;

describe('the channels of the outbox', () => {
  it('let SMS pass while there is none for a fax, and faxes once one is free', () => {
    const clock = new FakeClock();
    const channels = new Channels(clock, () => 0);
    const pause = (): number => {
      channels.none();
      return channels.waitMs('fax');
    };
    assert.deepEqual([channels.waitMs('fax'), pause(), channels.waitMs('sms')], [0, 30_000, 0]);
    assert.deepEqual([pause(), pause(), pause()], [2 * MINUTE, 10 * MINUTE, 10 * MINUTE]);
    channels.freed();
    assert.equal(channels.waitMs('fax'), 0);
    channels.found();
    assert.equal(pause(), 30_000);
  });
});

describe('the jobs under way of the outbox', () => {
  it('count what is on the line, and keep a number quiet after a lost answer', () => {
    const clock = new FakeClock();
    const underWay = new UnderWay(clock);
    const fax = job({}, clock);
    const { to } = fax.order;
    underWay.note(fax);
    assert.deepEqual([underWay.count('fax'), underWay.isTaken('fax', to)], [0, false]);
    const begun = steps.begin(fax, { now: clock.now(), overdueAt: 0, sender: 'p-1' }).job;
    underWay.note(begun);
    assert.deepEqual([underWay.count('fax'), underWay.isTaken('fax', to), underWay.awaitsAnswer], [1, true, true]);
    assert.deepEqual([underWay.sending('fax'), underWay.sending('sms'), underWay.sending()], [1, 0, 1]);
    underWay.note(steps.unclear(begun, 0).job);
    assert.deepEqual([underWay.count('fax'), underWay.isTaken('fax', to), underWay.awaitsAnswer], [0, true, true]);
    const quiet = clock.now() + 15 * MINUTE;
    assert.equal(underWay.nextQuiet(clock.now()), quiet);
    clock.advance(15 * MINUTE);
    // A search that began before must not miss it; one that begins now finds the number free.
    assert.deepEqual([underWay.nextQuiet(quiet - 1), underWay.nextQuiet(quiet)], [quiet, undefined]);
    assert.deepEqual([underWay.isTaken('fax', to), underWay.awaitsAnswer], [false, false]);
    underWay.note({ ...begun, state: 'finished' });
  });

  it('know a number in every spelling, also in the one of an earlier version', () => {
    const clock = new FakeClock();
    const underWay = new UnderWay(clock);
    const calling = (to: string): void =>
      underWay.note(
        steps.begin(job({ order: faxOrder({ to }) }, clock), { now: clock.now(), overdueAt: 0, sender: 'p-1' }).job,
      );
    for (const [stored, others, another] of [
      ['+442079460018', ['+4402079460018', '02079460018', '442079460018'], '+442079460019'],
      ['+4402079460018', ['+442079460018', '020 7946 0018'], '+492079460018'],
      ['02079460018', ['+442079460018', '2079460018'], '+442079460019'],
    ] as const) {
      calling(stored);
      for (const to of [stored, ...others]) assert(underWay.isTaken('fax', to), `${to} is called already`);
      assert(!underWay.isTaken('fax', another));
      assert(!underWay.isTaken('sms', stored));
    }
  });

  it('let an SMS go once the provider has it', () => {
    const clock = new FakeClock();
    const underWay = new UnderWay(clock);
    const begun = steps.begin(job({ order: smsOrder() }, clock), { now: clock.now(), overdueAt: 0, sender: 'p-1' }).job;
    underWay.note(begun);
    assert.equal(underWay.count('sms'), 1);
    underWay.note(steps.accepted(begun, { providerId: 'S', now: 0, dueAt: 0 }).job);
    assert.deepEqual([underWay.count('sms'), underWay.isTaken('sms', begun.order.to)], [0, false]);
  });
});

describe('the token bucket of the outbox', () => {
  it('lets twenty go at once, and then ten a second', () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(clock);
    const taken = (): number => Array.from({ length: 100 }, () => bucket.take()).filter(Boolean).length;
    assert.equal(taken(), 20);
    assert.equal(bucket.waitMs, 100);
    clock.advance(1_000);
    assert.equal(taken(), 10);
    clock.advance(60 * MINUTE);
    assert.equal(taken(), 20);
  });
});
