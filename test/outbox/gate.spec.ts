import assert from 'node:assert/strict';
import { Gate } from '../../src/outbox/gate';
import { Lines } from '../../src/outbox/lines';
import * as steps from '../../src/outbox/job-steps';
import { TokenBucket } from '../../src/outbox/token-bucket';
import { FakeClock } from '../support/fake-clock';
import { job, smsOrder } from './jobs';

const MINUTE = 60_000;

describe('the gate of the outbox', () => {
  let clock: FakeClock;
  let gate: Gate;
  beforeEach(() => {
    clock = new FakeClock();
    gate = new Gate(clock, () => 0);
  });
  const shutFor = (kind: 'fax' | 'sms'): number => Math.max(gate.opensAt(kind) - clock.now(), 0);

  it('is open, and stays shut longer the longer the provider is down', () => {
    assert.equal(shutFor('fax'), 0);
    const waits = [1, 2, 3, 4, 5, 6].map(() => {
      gate.note({ outcome: 'not-now', reason: 'down' }, 'fax');
      return shutFor('sms') / 1_000;
    });
    assert.deepEqual(waits, [5, 10, 20, 40, 60, 60]);
    gate.note({ outcome: 'accepted', providerId: 'P' }, 'fax');
    assert.equal(shutFor('sms'), 0);
  });

  it('does as it is told by the provider', () => {
    gate.note({ outcome: 'not-now', reason: 'down', retryAfterMs: 7_000 }, 'fax');
    assert.equal(shutFor('fax'), 7_000);
    // Unlike a wrong login, no deploy mends that.
    gate.reopen();
    assert.equal(shutFor('fax'), 7_000);
    gate.note({ outcome: 'accepted', providerId: 'P' }, 'fax');
    assert.equal(shutFor('fax'), 0);
  });

  it('lets SMS pass while there is no fax channel, and faxes once one is free', () => {
    gate.note({ outcome: 'not-now', reason: 'busy' }, 'fax');
    assert.deepEqual([shutFor('fax'), shutFor('sms')], [30_000, 0]);
    gate.noChannel();
    assert.equal(shutFor('fax'), 2 * MINUTE);
    gate.channelFreed();
    assert.equal(shutFor('fax'), 0);
  });

  it('is held for a quarter of an hour where the provider refuses us', () => {
    gate.note({ outcome: 'held', reason: 'no-credit' }, 'fax');
    assert.deepEqual([gate.held?.reason, shutFor('sms'), gate.isProbing('sms')], ['no-credit', 15 * MINUTE, true]);
    gate.note({ outcome: 'unknown' }, 'fax');
    assert.equal(gate.held?.reason, 'no-credit');
    gate.note({ outcome: 'refused', verdict: { cause: 'bad-number', retryable: false } }, 'fax');
    assert.equal(gate.held, undefined);
  });
});

describe('the gate, where faxes and SMS go by credentials of their own', () => {
  it('holds only the kind that was refused, and what gets through of the other opens nothing', () => {
    const clock = new FakeClock();
    const gate = new Gate(clock, () => 0);
    gate.note({ outcome: 'held', reason: 'auth', only: 'fax' }, 'fax');
    gate.note({ outcome: 'accepted', providerId: 'P' }, 'sms');
    assert.deepEqual([gate.opensAt('fax') > clock.now(), gate.opensAt('sms') > clock.now()], [true, false]);
    assert.deepEqual([gate.isProbing('fax'), gate.isProbing('sms'), gate.held?.only], [true, false, 'fax']);
    gate.note({ outcome: 'accepted', providerId: 'P' }, 'fax');
    assert.equal(gate.held, undefined);
  });
});

describe('the lines of the outbox', () => {
  it('count what is on the line, and keep a number quiet after a lost answer', () => {
    const clock = new FakeClock();
    const lines = new Lines(clock);
    const fax = job({}, clock);
    const { to } = fax.order;
    lines.note(fax);
    assert.deepEqual([lines.count('fax'), lines.isTaken('fax', to), lines.hasWork('node-1')], [0, false, true]);
    const begun = steps.begin(fax, clock.now(), 0).job;
    lines.note(begun);
    assert.deepEqual([lines.count('fax'), lines.isTaken('fax', to), lines.awaitsAnswer], [1, true, true]);
    lines.note(steps.unclear(begun, 0).job);
    assert.deepEqual([lines.count('fax'), lines.isTaken('fax', to), lines.awaitsAnswer], [0, true, true]);
    const quiet = clock.now() + 15 * MINUTE;
    assert.equal(lines.nextQuiet(clock.now()), quiet);
    clock.advance(15 * MINUTE);
    // A search that began before must not miss it; one that begins now finds the number free.
    assert.deepEqual([lines.nextQuiet(quiet - 1), lines.nextQuiet(quiet)], [quiet, undefined]);
    assert.deepEqual([lines.isTaken('fax', to), lines.awaitsAnswer], [false, false]);
    lines.note({ ...begun, state: 'finished' });
    assert.equal(lines.hasWork('node-1'), false);
  });

  it('let an SMS go once the provider has it', () => {
    const clock = new FakeClock();
    const lines = new Lines(clock);
    const begun = steps.begin(job({ order: smsOrder() }, clock), clock.now(), 0).job;
    lines.note(begun);
    assert.equal(lines.count('sms'), 1);
    lines.note(steps.accepted(begun, { providerId: 'S', now: 0, dueAt: 0 }).job);
    assert.deepEqual(
      [lines.count('sms'), lines.isTaken('sms', begun.order.to), lines.hasWork('node-1')],
      [0, false, true],
    );
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
