import assert from 'node:assert/strict';
import { AuthError, ItemGoneError, ProviderUnavailableError, RateLimitedError } from '../../src/domain/errors';
import type { AckAction, ProviderEvent } from '../../src/domain/events';
import { createAcknowledger } from '../../src/inbox/acknowledge';
import type { ProviderWorker } from '../../src/work/provider-worker';
import type { Standing } from '../../src/work/standing';
import { receivedFax, receivedSms } from '../support/events';
import { eventually } from '../support/eventually';
import { DAY, MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { asleep, Scripted } from '../support/providing';
import { newStanding } from '../support/standing';
import { systemError } from '../store/level/faulty-level';

describe('the acknowledger', () => {
  let inbox: InboxRig;
  let acknowledger: ProviderWorker;
  let standing: Standing;
  let provider: Scripted<undefined>;
  /** What asking the provider for something else meets. */
  let away: Error | undefined;
  let done: number;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    standing = newStanding(inbox.clock);
    provider = new Scripted<undefined>(undefined);
    done = 0;
    away = undefined;
    acknowledger = start();
    await inbox.take(fax, { source: 'poll' });
  });

  afterEach(async () => {
    await acknowledger.stop();
    await inbox.close();
  });

  function start(): ProviderWorker {
    const { store, clock, log } = inbox;
    return createAcknowledger({
      ...{ store, clock, log, scope: SCOPE, random: () => 1, standing, holding: { isHeld: true } },
      acknowledge: async ({ kind, providerId, action }) => {
        await provider.call(`${kind} ${providerId} ${action}`);
      },
      ping: () => (away ? Promise.reject(away) : Promise.resolve()),
      longPoll: { wake: () => (done += 1) },
    });
  }

  async function complete(event: ProviderEvent = fax, acknowledge: AckAction = 'keep'): Promise<void> {
    const now = inbox.clock.now();
    const until = { keepUntil: now + 30 * DAY, documentUntil: now };
    await inbox.store.complete({ key: inbox.keyOf(event), as: 'flow', acknowledge, now, ...until });
    acknowledger.wake();
  }

  it('tells the provider what the flow closed, once, with its id', async () => {
    await complete();
    await eventually('it is told', () => done === 1);
    assert.deepEqual(provider.calls, ['fax.received job-1 keep']);
    assert.equal((await inbox.row(fax)).ackedAt, inbox.clock.now());
    assert.equal((await inbox.store.counts(SCOPE)).acks, 0);
    acknowledger.wake();
    await eventually('nothing is due', async () => (await inbox.store.nextDue(SCOPE, 'acks')) === undefined);
    assert.equal(provider.calls.length, 1);
  });

  it('does not mention what is still open', async () => {
    acknowledger.wake();
    await acknowledger.stop();
    assert.deepEqual(provider.calls, []);
  });

  it('tries again with growing pauses until the provider has understood, with one log line', async () => {
    provider.answers.push(...Array.from({ length: 5 }, () => new ProviderUnavailableError('down')));
    await complete();
    for (const [calls, seconds] of [1, 2, 4, 8, 16].map((pause, index) => [index + 1, pause] as const)) {
      await provider.called(calls);
      await asleep(inbox.clock);
      inbox.clock.advance(seconds * 1_000 - 1);
      assert.equal(provider.calls.length, calls, `not before ${seconds} s`);
      inbox.clock.advance(2);
    }
    await eventually('it is told', () => done === 1);
    assert.equal(provider.calls.length, 6);
    assert.equal(inbox.log.matching(/could not be acknowledged yet/).length, 1);
  });

  it('pauses for ten minutes at most', async () => {
    provider.otherwise = new ProviderUnavailableError('down');
    await complete();
    for (let calls = 1; calls < 15; calls += 1) {
      await provider.called(calls);
      await asleep(inbox.clock);
      inbox.clock.advance(10 * MINUTE + 2);
    }
    await provider.called(15);
  });

  it('takes an item that is gone already as done', async () => {
    provider.answers.push(new ItemGoneError('gone'));
    await complete();
    await eventually('it is done', () => done === 1);
    assert.equal((await inbox.store.counts(SCOPE)).acks, 0);
    assert.equal(inbox.log.lines.length, 0);
  });

  for (const [what, error] of [
    ['nothing is there', new ProviderUnavailableError('no API answers at this address')],
    ['the login is refused, too', new AuthError('refused')],
    ['it is to be left alone', new RateLimitedError(MINUTE)],
  ] as const) {
    it(`acknowledges again what a gateway did not have, when ${what}`, async () => {
      provider.otherwise = new ItemGoneError('gone');
      away = error;
      await complete();
      await provider.called(1);
      await asleep(inbox.clock);
      assert.deepEqual([done, (await inbox.store.counts(SCOPE)).acks], [0, 1]);
      away = undefined;
      provider.otherwise = undefined;
      inbox.clock.advance(30 * MINUTE + 1);
      await eventually('it is told', () => done === 1);
      assert.equal(provider.calls.length, 2);
    });
  }

  it('survives a restart before the provider was told', async () => {
    provider.answers.push(new ProviderUnavailableError('down'));
    await complete();
    await asleep(inbox.clock);
    await acknowledger.stop();
    inbox.clock.advance(2_000);
    acknowledger = start();
    acknowledger.wake();
    await eventually('it is told', () => done === 1);
  });

  it('leaves a provider that refuses the login alone, whatever else is closed meanwhile', async () => {
    provider.answers.push(new AuthError('refused'));
    await inbox.take(receivedSms('sms-1'));
    await complete();
    await provider.called(1);
    await asleep(inbox.clock);
    await complete(receivedSms('sms-1'));
    await asleep(inbox.clock);
    inbox.clock.advance(30 * MINUTE - 1);
    assert.equal(provider.calls.length, 1);
    inbox.clock.advance(1);
    await eventually('both are told', () => done === 2);
  });

  it('goes on at once when the login works again', async () => {
    provider.answers.push(new AuthError('refused'));
    await complete();
    await asleep(inbox.clock);
    inbox.clock.advance(2_000);
    standing.pollSucceeded();
    acknowledger.wake();
    await eventually('it is told', () => done === 1);
  });

  it('asks for nothing at all while the provider wants a pause', async () => {
    provider.answers.push(new RateLimitedError(120_000));
    await inbox.take(receivedSms('sms-1'));
    await complete();
    await complete(receivedSms('sms-1'));
    await provider.called(1);
    await asleep(inbox.clock);
    acknowledger.wake();
    await asleep(inbox.clock);
    inbox.clock.advance(119_999);
    assert.equal(provider.calls.length, 1);
    inbox.clock.advance(1);
    await eventually('both are told', () => done === 2);
  });

  it('makes a separate deletion when it is requested after a keep', async () => {
    await complete();
    await eventually('it is told', () => done === 1);
    await complete(fax, 'delete');
    await eventually('it is deleted', () => done === 2);
    await complete(fax, 'keep');
    await complete(fax, 'delete');
    await eventually('nothing is due', async () => (await inbox.store.nextDue(SCOPE, 'acks')) === undefined);
    assert.deepEqual(provider.calls, ['fax.received job-1 keep', 'fax.received job-1 delete']);
  });

  it('waits out a store that fails, and tells the provider again rather than not at all', async () => {
    await inbox.store.complete({
      ...{ key: inbox.keyOf(fax), as: 'flow', acknowledge: 'keep', now: inbox.clock.now() },
      ...{ keepUntil: inbox.clock.now() + DAY, documentUntil: 0 },
    });
    inbox.disk.writeError = systemError('ENOSPC', 'no space left on device');
    acknowledger.wake();
    await provider.called(1);
    await asleep(inbox.clock, 2);
    assert.equal(done, 0);
    inbox.disk.writeError = undefined;
    inbox.clock.advance(1_000);
    await eventually('the store is well', () => inbox.store.health.failure === undefined);
    inbox.clock.advance(5_000);
    await eventually('it is told', () => done === 1);
    assert.equal(provider.calls.length, 2);
  });

  it('aborts what is under way when it is stopped, and counts no failure', async () => {
    const { store, clock, log } = inbox;
    let asked = false;
    const hanging = createAcknowledger({
      ...{ store, clock, log, scope: SCOPE, random: () => 1, standing, holding: { isHeld: true } },
      acknowledge: (_item, signal) =>
        new Promise((_resolve, reject) => {
          asked = true;
          signal.addEventListener('abort', () => reject(new ProviderUnavailableError('aborted')));
        }),
      ping: () => Promise.resolve(),
      longPoll: { wake: () => (done += 1) },
    });
    await complete();
    await eventually('it is told', () => done === 1);
    await inbox.take(receivedFax('job-2'), { source: 'poll' });
    await acknowledger.stop();
    await complete(receivedFax('job-2'));
    hanging.wake();
    await eventually('the provider is asked', () => asked);
    await hanging.stop();
    assert.equal((await store.dueAcks(SCOPE, clock.now(), 9))[0]?.failures, 0);
    assert.equal(clock.pending, 0);
  });
});
