import assert from 'node:assert/strict';
import { AuthError, ItemGoneError, ProviderRefusedError, RateLimitedError } from '../../../../src/domain/errors';
import type { FaxOrder } from '../../../../src/domain/job';
import type { OutgoingCall, FaxService } from '../../../../src/providers/provider';
import type { Fault } from '../../../../src/simulator/aculab/fault';
import { cancelCall } from '../../../../src/providers/aculab/call/cancel-call';
import { createFactsCallStore } from '../../../../src/providers/aculab/call/call-store';
import type { CallRow } from '../../../../src/providers/aculab/call/call-row';
import type { Interruption } from '../../../../src/providers/aculab/wire/interruption-codec';
import { eventually } from '../../../support/eventually';
import { FakeClock } from '../../../support/fake-clock';
import { MemoryFacts } from '../../../support/memory-facts';
import { AskedCall } from '../asked-call';
import { info, NEVER, outCall } from '../page-bodies';
import { Rig, TIFF } from '../rig';

const MINUTE = 60_000;

describe('a call at Aculab that is to be stopped', () => {
  let rig: Rig;
  let sender: Required<FaxService>;
  beforeEach(async () => {
    rig = await Rig.start();
    sender = rig.provider.fax as Required<FaxService>;
  });
  afterEach(() => rig.close());

  const over = () => eventually('the calls are over', () => rig.isOver);
  const sentTo = async (to: string): Promise<OutgoingCall<FaxOrder>> => {
    const outgoing = rig.outgoing({ to });
    await rig.send(outgoing);
    return outgoing;
  };
  const hanging = async (): Promise<string> => {
    const { correlation } = await sentTo('+447700900015');
    await eventually('it transfers', () => rig.told.includes('transferring none'));
    return correlation;
  };
  const getsFax = async (token: string): Promise<boolean> => {
    const raw = Buffer.from(JSON.stringify(info({ token, this_call: outCall() })));
    const request = { method: 'POST', suffix: '/first', headers: {}, body: { raw } };
    const { body = '' } = await rig.provider.pages.serve(request, rig);
    return (JSON.parse(body) as { actions: unknown[] }).actions.length > 0;
  };
  const interrupts = (): number => rig.simulator.requests().rest_interrupt ?? 0;
  /** The user has wanted it, and Aculab answers 503 from then on. */
  const cancelledInVain = async (token: string): Promise<void> => {
    rig.simulator.faults.set({ action: 'rest_interrupt', status: 503 });
    const stopping = new AbortController();
    const cancelling = sender.cancel(token, stopping.signal);
    await eventually('it was asked for', () => interrupts() > 0);
    stopping.abort();
    await cancelling;
  };
  const stopReceiving = (id: string): Promise<void> => rig.provider.stopReceiving?.(id, NEVER) ?? Promise.resolve();

  for (const fault of [
    { status: 503, times: 1 },
    { status: 429, retryAfterSeconds: 1, times: 1 },
    { drop: 'before', times: 1 },
    { body: 'html', times: 1 },
    { body: 'truncated', times: 1 },
  ] as Fault[]) {
    it(`is asked for again where rest_interrupt failed with ${JSON.stringify(fault)}`, async () => {
      const token = await hanging();
      rig.simulator.faults.set({ action: 'rest_interrupt', ...fault });
      // The call may end by the request whose answer was lost: then there is nothing to stop any more.
      await sender.cancel(token, NEVER).catch((error: unknown) => assert(error instanceof ProviderRefusedError));
      await over();
      assert.equal(rig.told.at(-1), 'cancelled cancelled');
      assert.equal((await rig.calls.get(token))?.isStopping, undefined);
    });
  }

  it('is asked for again where only a gateway said that there is no such call', async () => {
    const token = await hanging();
    rig.simulator.faults.set({ action: 'rest_interrupt', status: 404, times: 2 });
    rig.simulator.faults.set({ action: 'security/protocol_check', status: 404, times: 2 });
    await sender.cancel(token, NEVER);
    await over();
    assert.equal(rig.told.at(-1), 'cancelled cancelled');
  });

  it('is asked for again at every look, also by a process after this one, until Aculab has agreed', async () => {
    const token = await hanging();
    await cancelledInVain(token);
    await rig.reconcile();
    await sender.status(token, NEVER);
    assert(interrupts() >= 3);
    assert.equal((await rig.calls.get(token))?.isStopping, true);
    rig.simulator.faults.clear();
    await rig.reconcile();
    await over();
    assert.equal(rig.told.at(-1), 'cancelled cancelled');
    const asked = interrupts();
    await rig.reconcile();
    assert.equal(interrupts(), asked);
  });

  it('is left to the next look where Aculab asks for a pause, which the look passes on', async () => {
    const token = await hanging();
    rig.simulator.faults.set({ action: 'rest_interrupt', status: 429, retryAfterSeconds: 60 });
    await sender.cancel(token, NEVER);
    assert.equal(interrupts(), 1);
    await assert.rejects(rig.reconcile(), RateLimitedError);
    rig.simulator.faults.clear();
    await rig.reconcile();
    await over();
    assert.equal(rig.told.at(-1), 'cancelled cancelled');
  });

  it('is asked for again once the login is right', async () => {
    const token = await hanging();
    await cancelledInVain(token);
    rig.simulator.faults.clear();
    rig.simulator.faults.set({ action: 'rest_interrupt', status: 401 });
    await assert.rejects(rig.reconcile(), AuthError);
    rig.simulator.faults.clear();
    await rig.reconcile();
    await over();
    assert.equal(rig.told.at(-1), 'cancelled cancelled');
  });

  it('is not requested again when Aculab refuses', async () => {
    const token = await hanging();
    rig.simulator.faults.set({ action: 'rest_interrupt', code: '0002' });
    await assert.rejects(sender.cancel(token, NEVER), ProviderRefusedError);
    rig.simulator.faults.clear();
    const asked = interrupts();
    await rig.reconcile();
    assert.equal(interrupts(), asked);
    assert.equal((await rig.calls.get(token))?.isStopping, undefined);
  });

  describe('and that Aculab does not know', () => {
    async function cancelled(silentMs: number, answers: (Interruption | Error)[]): Promise<number> {
      const clock = new FakeClock();
      const calls = createFactsCallStore(new MemoryFacts());
      const row: CallRow = {
        ...{ id: 'a.1', instanceId: 'a.1', epoch: 0, direction: 'out', token: 't', from: '', to: '' },
        ...{ state: 'dialing', isFaxing: true, startedAt: clock.now(), movedAt: clock.now(), answers: {} },
      };
      await calls.put(row, undefined);
      clock.advance(silentMs);
      let asked = 0;
      const interrupt = (): Promise<Interruption> => {
        const answer = answers[asked++] ?? 'unknown';
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      };
      const cancelling = cancelCall('a.1', { client: { interrupt }, calls, clock, closing: NEVER }, NEVER);
      let isOver = false;
      const over = cancelling.finally(() => (isOver = true));
      over.catch(() => undefined);
      await eventually('it is over', () => {
        if (!isOver) clock.advance(Math.min(clock.untilNext, 1_000));
        return isOver;
      });
      await over;
      return asked;
    }

    it('is asked for again while that may only be too new to be known everywhere', async () => {
      assert.equal(await cancelled(MINUTE, ['unknown', 'unknown', 'interrupted']), 3);
    });

    it('is asked for again where that is told as a 404', async () => {
      assert.equal(await cancelled(MINUTE, [new ItemGoneError('gone'), 'interrupted']), 2);
    });

    it('has ended where it has been silent for long enough', async () => {
      await assert.rejects(cancelled(10 * MINUTE, [new ItemGoneError('gone'), 'interrupted']), ItemGoneError);
      await assert.rejects(cancelled(10 * MINUTE, ['unknown', 'interrupted']), ProviderRefusedError);
    });
  });

  it('ends waiting when the connection does', async () => {
    const token = await hanging();
    rig.simulator.faults.set({ action: 'rest_interrupt', status: 503 });
    const cancelling = sender.cancel(token, NEVER);
    await eventually('it was tried', () => interrupts() > 0);
    await rig.provider.close();
    await cancelling;
  });

  describe('before its start was answered', () => {
    it('is not given the fax, whenever it asks, and is found as cancelled', async () => {
      rig.simulator.faults.set({ action: 'service_start', drop: 'after' });
      rig.simulator.callAt(undefined);
      const outgoing = rig.outgoing();
      assert.equal((await rig.send(outgoing)).outcome, 'unknown');
      assert.equal(await sender.withhold(outgoing.correlation), true);
      assert.equal(await getsFax(outgoing.correlation), false);
      assert.equal(await sender.withhold(outgoing.correlation), true);
      const search = { isTaken: () => Promise.resolve(false), signal: NEVER };
      const found = { outcome: 'found', providerId: outgoing.correlation };
      assert.deepEqual(await sender.findSent(outgoing, search), found);
      const { payload } = await sender.status(outgoing.correlation, NEVER);
      assert('state' in payload && payload.state === 'cancelled');
    });

    it('has the fax if it was the first to ask', async () => {
      rig.simulator.callAt(undefined);
      const { correlation } = await sentTo('+447700900001');
      const [isGiven, isWithheld] = await Promise.all([getsFax(correlation), sender.withhold(correlation)]);
      assert.equal(isWithheld, !isGiven);
      assert.equal(await sender.withhold(correlation), isWithheld);
    });

    it('has the fax in all that ask, or in none', async () => {
      rig.simulator.callAt(undefined);
      const { correlation } = await sentTo('+447700900001');
      const asking = Array.from({ length: 9 }, () => getsFax(correlation));
      const [isWithheld, answers] = await Promise.all([sender.withhold(correlation), Promise.all(asking)]);
      assert(answers.every((isGiven) => isGiven === !isWithheld));
    });

    it('is not dialled where its document is still on its way', async () => {
      let deliver = (): void => undefined;
      const read = () => new Promise<Buffer>((resolve) => (deliver = () => resolve(TIFF)));
      const early = { ...rig.outgoing(), read };
      const sending = rig.send(early);
      assert.equal(await sender.withhold(early.correlation), true);
      deliver();
      assert.notEqual((await sending).outcome, 'accepted');

      const late = rig.outgoing();
      const isWithheld = new Promise<boolean>((resolve) => {
        rig.simulator.onChange((change) => {
          const isUploaded = change.type === 'request' && change.action === 'file_write';
          if (isUploaded) resolve(sender.withhold(late.correlation));
        });
      });
      const result = await rig.send(late);
      assert.equal(await isWithheld, true);
      assert(result.outcome === 'refused' && result.verdict.cause === 'cancelled');
      assert.equal(rig.simulator.requests().service_start, undefined);
    });
  });

  describe('and brings a fax', () => {
    it('is stopped by its id, which its statuses have', async () => {
      rig.simulator.inject({ cause: 'never', document: TIFF });
      await eventually('it transfers', () => rig.told.includes('transferring none'));
      const [call] = rig.simulator.calls();
      rig.simulator.faults.set({ action: 'rest_interrupt', status: 503, times: 1 });
      await stopReceiving(call?.id ?? '');
      await over();
      assert.equal(rig.told.at(-1), 'cancelled cancelled');
      assert(!rig.told.includes('fax.received'));
      await assert.rejects(stopReceiving(call?.id ?? ''), ProviderRefusedError);
    });

    it('must exist, and must not be outbound', async () => {
      const token = await hanging();
      const instance = (await rig.calls.get(token))?.instanceId ?? '';
      for (const id of ['nobody', '', token, instance, '../x', 'a/b']) {
        await assert.rejects(stopReceiving(id), ItemGoneError);
      }
      assert.equal(interrupts(), 0);
    });

    it('has ended once its verdict has come', async () => {
      const call = await AskedCall.inbound(rig);
      await call.next({ cause: 'NORMAL', pages_received: 1 });
      await assert.rejects(stopReceiving(call.id), ProviderRefusedError);
    });
  });
});
