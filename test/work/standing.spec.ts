import assert from 'node:assert/strict';
import {
  AuthError,
  ConfigError,
  ItemGoneError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
  StoreError,
} from '../../src/domain/errors';
import type { SendResult } from '../../src/providers/provider';
import { Standing } from '../../src/work/standing';
import { FakeClock } from '../support/fake-clock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DOWN: SendResult = { outcome: 'not-now', reason: 'down' };
const TAKEN: SendResult = { outcome: 'accepted', providerId: 'P' };
const REFUSED: SendResult = { outcome: 'refused', verdict: { cause: 'bad-number', retryable: false } };
const unavailable = new ProviderUnavailableError('down', { reason: 'http-503' });

describe('our standing with a provider', () => {
  let clock: FakeClock;
  let standing: Standing;
  let doubts: number;
  let canTell: boolean;

  beforeEach(() => {
    clock = new FakeClock();
    doubts = 0;
    canTell = false;
    standing = new Standing({ clock, canTell: () => canTell, onDoubt: () => (doubts += 1) });
  });

  const sent = (result: SendResult, kind: 'fax' | 'sms' = 'fax', episode = standing.episode): number => {
    standing.sent(result, { kind, episode });
    return standing.sendWaitMs(kind);
  };
  const waits = (): number[] => [standing.sendWaitMs('fax'), standing.sendWaitMs('sms')];

  it('is good at first, but not proven', () => {
    assert.deepEqual([...waits(), standing.itemWaitMs, standing.held], [0, 0, 0, undefined]);
    assert.deepEqual([standing.needsProof, standing.isProbing('fax')], [true, true]);
    standing.proven();
    assert.deepEqual([standing.needsProof, standing.isProbing('fax')], [false, false]);
  });

  it('pauses longer the longer requests are certainly not taken, asks for a proof each time, and ends with a success', () => {
    standing.proven();
    const pauses = [1, 2, 3, 4, 5, 6].map(() => sent(DOWN) / SECOND);
    assert.deepEqual(pauses, [5, 10, 20, 40, 60, 60]);
    assert.deepEqual([standing.needsProof, standing.isProbing('sms'), doubts], [true, true, 6]);
    clock.advance(MINUTE);
    standing.proven();
    assert.deepEqual([...waits(), standing.isProbing('sms')], [0, 0, true], 'one at a time, until one is taken');
    sent(REFUSED);
    assert.deepEqual([standing.isProbing('sms'), sent(DOWN)], [false, 5 * SECOND]);
  });

  it('lets nothing out while the poll fails, and everything once it got through', () => {
    standing.proven();
    sent(DOWN);
    sent(DOWN);
    for (const error of [unavailable, new ProviderUnavailableError('x')]) {
      standing.pollFailed(error);
      assert.deepEqual(waits(), [Infinity, Infinity]);
    }
    clock.advance(60 * MINUTE);
    assert.deepEqual(waits(), [Infinity, Infinity]);
    standing.pollSucceeded();
    assert.deepEqual([...waits(), standing.needsProof], [0, 0, true]);
  });

  it('does not take a poll that succeeded for the end of a problem of sending alone', () => {
    sent(DOWN);
    standing.pollSucceeded();
    assert.deepEqual(waits(), [5 * SECOND, 5 * SECOND]);
  });

  it('is not spoilt by a poll that failed for reasons of ours, or was answered', () => {
    for (const error of [new StoreError('x'), new ConfigError('x'), new ProviderRefusedError('x'), new Error('x')]) {
      standing.pollFailed(error);
      assert.deepEqual(waits(), [0, 0]);
    }
  });

  it('is not spoilt by a poll that failed at one item only: the provider has answered', () => {
    const ofOneItem = new ProviderUnavailableError('x', { status: 500, ofOneItem: true });
    standing.pollFailed(ofOneItem);
    assert.deepEqual(waits(), [0, 0]);
    standing.pollFailed(unavailable);
    standing.pollFailed(ofOneItem);
    assert.deepEqual([...waits(), standing.itemWaitMs], [0, 0, 0], 'and an outage is over');
  });

  describe('after requests to send in a row without an answer', () => {
    it('pauses for a moment, then for an hour, where nobody can tell what became of them', () => {
      assert.deepEqual([sent({ outcome: 'unknown' }), standing.held], [10 * SECOND, undefined]);
      clock.advance(10 * SECOND);
      assert.equal(sent({ outcome: 'unknown' }), 60 * MINUTE);
      assert.deepEqual(standing.held, { reason: 'no-answer', until: clock.now() + 60 * MINUTE });
      standing.pollSucceeded();
      assert.equal(standing.sendWaitMs('sms'), 60 * MINUTE);
      clock.advance(60 * MINUTE);
      assert.deepEqual([...waits(), standing.held, standing.needsProof], [0, 0, undefined, true]);
      assert.equal(sent({ outcome: 'unknown' }), 60 * MINUTE);
    });

    it('pauses for minutes where the provider can tell', () => {
      canTell = true;
      const pauses = [1, 2, 3, 4, 5].map(() => sent({ outcome: 'unknown' }, 'sms') / SECOND);
      assert.deepEqual(pauses, [5, 60, 300, 900, 900]);
    });

    it('counts requests that were under way together only once', () => {
      const { episode } = standing;
      sent({ outcome: 'unknown' }, 'fax', episode);
      assert.equal(sent({ outcome: 'unknown' }, 'sms', episode), 10 * SECOND);
      assert.equal(standing.held, undefined);
    });

    for (const [what, end] of [
      ['one is taken', () => sent(TAKEN)],
      ['one is refused', () => sent(REFUSED)],
      ['it shows that one has arrived', () => standing.arrived()],
    ] as const) {
      it(`is good again as soon as ${what}`, () => {
        sent({ outcome: 'unknown' });
        sent({ outcome: 'unknown' });
        end();
        assert.deepEqual([...waits(), standing.held], [0, 0, undefined]);
        assert.equal(sent({ outcome: 'unknown' }), 10 * SECOND);
      });
    }

    it('tries at once after a deploy, and goes on counting', () => {
      sent({ outcome: 'unknown' });
      sent({ outcome: 'unknown' });
      standing.deployed();
      assert.deepEqual([...waits(), standing.needsProof, standing.held], [0, 0, true, undefined]);
      assert.equal(sent({ outcome: 'unknown' }), 60 * MINUTE);
    });
  });

  describe('where something harmless is asked before', () => {
    it('takes any answer for a proof, even a refusal', () => {
      for (const error of [new ProviderRefusedError('x'), new ItemGoneError('x')]) {
        assert.equal(standing.unproven(error), false);
      }
      assert.equal(standing.sendWaitMs('fax'), 0);
    });

    it('pauses longer and longer, holds the queue, or does as it is told', () => {
      assert(standing.unproven(unavailable));
      assert(standing.unproven(unavailable));
      assert.deepEqual(waits(), [10 * SECOND, 10 * SECOND]);
      assert(standing.unproven(new RateLimitedError(7 * MINUTE)));
      assert.deepEqual(waits(), [7 * MINUTE, 7 * MINUTE]);
      assert(standing.unproven(new AuthError('x')));
      assert.deepEqual([standing.held?.reason, ...waits()], ['auth', 15 * MINUTE, 15 * MINUTE]);
    });
  });

  it('tells that nothing is sent once sending alone has failed four times, until one goes through', () => {
    const until = (): number | undefined => standing.held?.until;
    for (let n = 1; n < 4; n += 1) assert.equal((standing.unproven(unavailable), until()), undefined);
    standing.unproven(unavailable);
    assert.deepEqual(standing.held, { reason: 'no-answer', until: clock.now() + 40 * SECOND });
    clock.advance(40 * SECOND);
    assert.deepEqual([standing.held?.reason, ...waits()], ['no-answer', 0, 0], 'while it is tried');
    sent(DOWN);
    assert.equal(until(), clock.now() + MINUTE);
    standing.pollSucceeded();
    assert.notEqual(standing.held, undefined, 'the poll proves nothing');
    standing.pollFailed(unavailable);
    assert.equal(standing.held, undefined, 'the poll fails, too, and that is shown');
    standing.pollSucceeded();
    assert.equal(standing.held, undefined);
    for (let n = 0; n < 4; n += 1) sent(DOWN);
    assert.notEqual(standing.held, undefined);
    sent(TAKEN);
    assert.equal(standing.held, undefined);
  });

  describe('where the provider asks for a pause', () => {
    it('keeps it for every request, whichever was asked; neither a success nor a deploy ends it', () => {
      standing.itemMet(new RateLimitedError(3 * MINUTE));
      sent({ ...DOWN, retryAfterMs: 2 * MINUTE });
      standing.pollFailed(new RateLimitedError(MINUTE));
      for (const event of [() => standing.pollSucceeded(), () => standing.deployed(), () => sent(TAKEN)]) {
        event();
        assert.deepEqual([...waits(), standing.itemWaitMs], [3 * MINUTE, 3 * MINUTE, 3 * MINUTE]);
      }
      assert.equal(standing.askedUntil, clock.now() + 3 * MINUTE);
    });
  });

  it('lets no pause become longer than an hour where the store sets another time, once it can be opened', () => {
    standing.askedPause(MINUTE);
    clock.time.resume({ now: clock.now() - 30 * 24 * 60 * MINUTE, uptime: 0, boot: 'another' });
    assert.deepEqual(waits(), [60 * MINUTE, 60 * MINUTE]);
  });

  describe('where the provider refuses us', () => {
    it('holds the queue for a quarter of an hour, until one goes through or somebody deploys', () => {
      sent({ outcome: 'held', reason: 'no-credit' });
      assert.deepEqual(standing.held, { reason: 'no-credit', until: clock.now() + 15 * MINUTE });
      assert.deepEqual([...waits(), standing.isProbing('sms')], [15 * MINUTE, 15 * MINUTE, true]);
      sent({ outcome: 'unknown' });
      standing.pollSucceeded();
      assert.equal(standing.held?.reason, 'no-credit');
      sent(REFUSED);
      assert.equal(standing.held, undefined);
      sent({ outcome: 'held', reason: 'auth' });
      standing.deployed();
      assert.deepEqual([standing.held, ...waits()], [undefined, 0, 0]);
    });

    it('holds only the kind that goes by the login that was refused', () => {
      sent({ outcome: 'held', reason: 'auth', only: 'fax' });
      assert.deepEqual(waits(), [15 * MINUTE, 0]);
      assert.deepEqual([standing.held?.only, standing.isProbing('fax')], ['fax', true]);
      sent(TAKEN, 'sms');
      assert.deepEqual(waits(), [15 * MINUTE, 0], 'what gets through of the other kind opens nothing');
      sent(TAKEN, 'fax');
      assert.equal(standing.held, undefined);
    });

    it('lets the queue go once the poll, which was refused as well, is not any more', () => {
      sent({ outcome: 'held', reason: 'auth' });
      standing.pollSucceeded();
      assert.equal(standing.held?.reason, 'auth', 'the poll had never been refused');
      standing.pollFailed(new AuthError('x'));
      standing.pollSucceeded();
      assert.equal(standing.held, undefined);
    });

    it('asks for no single items for half an hour, or until the poll got through', () => {
      standing.itemMet(new AuthError('x'));
      assert.deepEqual([standing.itemWaitMs, ...waits()], [30 * MINUTE, 0, 0]);
      standing.pollSucceeded();
      assert.equal(standing.itemWaitMs, 0);
    });
  });
});
