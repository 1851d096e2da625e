import assert from 'node:assert/strict';
import { CancelError, ItemGoneError, ProviderRefusedError, ProviderUnavailableError } from '../../src/domain/errors';
import { eventually } from '../support/eventually';
import { faxOrder, request, smsOrder } from './jobs';
import { DELIVERED, faxEvent, OutboxRig, type FakeSendingNode } from './rig';

describe('a job that is to be stopped', () => {
  let rig: OutboxRig;
  let node: FakeSendingNode;
  beforeEach(async () => {
    rig = await OutboxRig.open();
    node = rig.node();
    rig.start();
  });
  afterEach(() => rig.close());

  const submit = (more: Parameters<typeof request>[0] = {}) =>
    rig.outbox.submit(request({ giveUpMinutes: 60, ...more }));
  const accepted = async (): Promise<string> => {
    const { jobId } = await submit();
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await rig.reaches(jobId, 'accepted');
    return jobId;
  };
  const endOf = async (jobId: string): Promise<unknown> => (await rig.reaches(jobId, 'finished')).status.state;

  it('ends where it waits, and is no job any more then', async () => {
    await accepted();
    const waiting = await submit();
    await rig.outbox.cancel(waiting.jobId);
    assert.equal(await endOf(waiting.jobId), 'cancelled');
    await assert.rejects(rig.outbox.cancel(waiting.jobId), CancelError);
    await assert.rejects(rig.outbox.cancel('none'), CancelError);
  });

  it('is stopped by the provider that has it, and asked about soon', async () => {
    const jobId = await accepted();
    await rig.outbox.cancel(jobId);
    assert.deepEqual(rig.fax.cancelled, ['P-1']);
    rig.fax.statuses.set('P-1', faxEvent('P-1', { state: 'cancelled', final: true, cause: 'cancelled' }));
    rig.inbox.clock.advance(1_001);
    assert.equal(await endOf(jobId), 'cancelled');
  });

  it('is looked at once where the provider will not stop it any more', async () => {
    const jobId = await accepted();
    rig.fax.statuses.set('P-1', faxEvent('P-1', DELIVERED));
    rig.fax.cancel = () => Promise.reject(new ProviderRefusedError('the call has ended already'));
    await assert.rejects(rig.outbox.cancel(jobId), CancelError);
    assert.equal(await endOf(jobId), 'succeeded');
  });

  describe('and whose request was not answered', () => {
    /** `sending`: the answer may still come. `unknown`: it is lost. */
    async function unanswered(state: 'sending' | 'unknown'): Promise<{ jobId: string; correlation: string }> {
      const { jobId } = await submit();
      const { correlation } = await rig.fax.called(1);
      if (state === 'unknown') rig.fax.answer({ outcome: 'unknown' });
      await rig.reaches(jobId, state);
      return { jobId, correlation };
    }

    for (const state of ['sending', 'unknown'] as const) {
      it(`ends as cancelled where the provider withholds it (${state}), and is never sent again`, async () => {
        rig.fax.mayWithhold(true);
        const { jobId, correlation } = await unanswered(state);
        await rig.outbox.cancel(jobId);
        assert.deepEqual([rig.fax.withheld, rig.fax.cancelled], [[correlation], []]);
        assert.equal(await endOf(jobId), 'cancelled');
        await eventually('its end is told', () => node.ends.length === 1);
        // The answer comes after all, and so does the call.
        rig.fax.answer({ outcome: 'accepted', providerId: correlation });
        assert.equal(await rig.outbox.mayTransmit(correlation, 'instance-1'), false);
        const next = await submit({ order: faxOrder({ to: '+15005550009' }), giveUpMinutes: 1_440 });
        await rig.passUntil('another one goes', () => rig.fax.calls.at(-1)?.jobId === next.jobId);
        assert.equal(rig.fax.calls.filter((call) => call.jobId === jobId).length, 1);
        const { status, calls } = await rig.job(jobId);
        assert.deepEqual([status.state, calls, node.ends.length], ['cancelled', 1, 1]);
        await assert.rejects(rig.outbox.cancel(jobId), CancelError);
      });

      it(`is stopped by its call where that has the fax already (${state})`, async () => {
        rig.fax.mayWithhold(false);
        const { jobId, correlation } = await unanswered(state);
        assert.equal(await rig.outbox.mayTransmit(correlation, 'instance-1'), true);
        await rig.outbox.cancel(jobId);
        assert.deepEqual(rig.fax.cancelled, [correlation]);
        assert.equal((await rig.job(jobId)).state, 'accepted');
      });

      it(`is refused where the provider cannot take it back (${state}), and changes nothing`, async () => {
        const { jobId } = await unanswered(state);
        await assert.rejects(rig.outbox.cancel(jobId), CancelError);
        assert.equal((await rig.job(jobId)).state, state);
      });
    }

    it('ends once, whoever is first', async () => {
      rig.fax.mayWithhold(true);
      const { jobId, correlation } = await unanswered('unknown');
      const results = await Promise.allSettled([
        rig.outbox.cancel(jobId),
        rig.outbox.cancel(jobId),
        rig.outbox.mayTransmit(correlation, 'instance-1'),
      ]);
      assert(results.some(({ status }) => status === 'fulfilled'));
      // Where the document was handed over first, the provider is asked to stop the call, and tells that it did.
      if (rig.fax.cancelled.length > 0) {
        rig.fax.statuses.set(
          correlation,
          faxEvent(correlation, { state: 'cancelled', final: true, cause: 'cancelled' }),
        );
        rig.inbox.clock.advance(1_001);
      }
      assert.equal(await endOf(jobId), 'cancelled');
      await eventually('its end is told', () => node.ends.length === 1);
    });

    it('is refused for an SMS', async () => {
      rig.sms.always = { outcome: 'unknown' };
      const { jobId } = await submit({ order: smsOrder() });
      await rig.reaches(jobId, 'unknown');
      await assert.rejects(rig.outbox.cancel(jobId), CancelError);
    });
  });

  describe('or a fax that is coming in', () => {
    it('is stopped by the provider', async () => {
      const stopped: string[] = [];
      rig.stopReceiving = (id) => Promise.resolve(void stopped.push(id));
      await rig.restart();
      await rig.outbox.cancel('06e122c3364cc74c.1');
      assert.deepEqual(stopped, ['06e122c3364cc74c.1']);
    });

    for (const [error, expected] of [
      [new ItemGoneError('no such call'), CancelError],
      [new ProviderRefusedError('the call has ended already'), CancelError],
      [new ProviderUnavailableError('it is down'), ProviderUnavailableError],
    ] as const) {
      it(`is refused with its reason: ${error.message}`, async () => {
        rig.stopReceiving = () => Promise.reject(error);
        await rig.restart();
        await assert.rejects(rig.outbox.cancel('06e122c3364cc74c.1'), expected);
      });
    }
  });
});
