import assert from 'node:assert/strict';
import { StoreError } from '../../src/domain/errors';
import type { SendResult } from '../../src/providers/provider';
import { eventually } from '../support/eventually';
import { passTime } from '../support/pass-time';
import { request, smsOrder } from './jobs';
import { OutboxRig } from './rig';

const TAKEN: SendResult = { outcome: 'accepted', providerId: 'P-1' };

describe('a change of a job that was written although the disk said that it was not', () => {
  let rig: OutboxRig;
  let begun: number;
  const isWell = (): boolean => rig.store.health.failure === undefined;

  beforeEach(async () => {
    rig = await OutboxRig.open();
    begun = rig.clock.now();
  });
  afterEach(() => rig.close());

  function failsFromNowOn(): void {
    rig.inbox.disk.writesAllTheSame = true;
    rig.inbox.disk.writeError = Object.assign(new Error('input/output error'), { code: 'EIO' });
  }
  async function isMended(): Promise<void> {
    await eventually('the store has failed', () => !isWell());
    const { disk } = rig.inbox;
    disk.writeError = undefined;
    // A second after it was closed it is opened again. How long both take is the disk's business, and no time passes by then.
    await eventually('it is closed', () => disk.open === 0 && rig.clock.untilNext <= 1_000);
    await passTime(rig, 1_000);
    await eventually('the store is well', isWell);
    rig.outbox.storeMended();
  }

  it('does not make a request of it that was not made: it is made afterwards, and nobody has to decide', async () => {
    const { jobId } = await rig.outbox.submit(request());
    failsFromNowOn();
    rig.start();
    await isMended();
    assert.equal(rig.fax.calls.length, 0);
    rig.fax.always = TAKEN;
    await rig.passUntil('it is sent', () => rig.fax.calls.length > 0);
    await rig.reaches(jobId, 'accepted');
    assert(!(await rig.states()).includes('unknown'));
    assert.equal(rig.fax.calls.length, 1);
  });

  it('does not tell a message that there is no job where there is one: it would be sent twice', async () => {
    rig.fax.always = TAKEN;
    rig.start();
    failsFromNowOn();
    const submitted = rig.outbox.submit(request());
    await isMended();
    const { jobId } = await submitted;
    await rig.passUntil('it is sent', async () => (await rig.job(jobId)).state === 'accepted');
    assert.equal(rig.fax.calls.length, 1);
  });

  it('does not tell a message that there is no job where it has joined one; its end is told once', async () => {
    const node = rig.node();
    rig.fax.always = { outcome: 'refused', verdict: { cause: 'bad-number', retryable: false } };
    const first = await rig.outbox.submit(request({ idempotencyKey: 'k', saved: { topic: 'first' } }));
    failsFromNowOn();
    const submitted = rig.outbox.submit(request({ idempotencyKey: 'k', saved: { topic: 'second' } }));
    await isMended();
    assert.deepEqual(await submitted, { ...first, outcome: 'joined' });
    rig.start();
    await rig.passUntil('both are told', () => node.ends.length >= 2);
    await rig.reaches(first.jobId, 'finished');
    const topics = node.ends.map(({ message }) => message['topic']);
    assert.deepEqual(topics.sort(), ['first', 'second']);
  });

  it('makes the job of a message whose write failed once the store works again', async () => {
    rig.fax.always = TAKEN;
    rig.start();
    rig.inbox.disk.writeError = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const submitted = rig.outbox.submit(request());
    await isMended();
    const { outcome, jobId } = await submitted;
    assert.equal(outcome, 'new');
    await rig.passUntil('it is sent', async () => (await rig.job(jobId)).state === 'accepted');
    assert.equal(rig.fax.calls.length, 1);
  });

  it('tells a message within seconds that there is no job if the store does not recover', async () => {
    failsFromNowOn();
    let told: unknown;
    rig.outbox.submit(request()).catch((error: unknown) => (told = error));
    await rig.passUntil('it is told', () => told !== undefined);
    assert(told instanceof StoreError);
    assert(rig.clock.now() - begun <= 6_000, 'too late');
    rig.inbox.disk.writeError = undefined;
  });

  it('tells a message that its SMS was accepted, once', async () => {
    const node = rig.node();
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ order: smsOrder() }));
    await rig.sms.called(1);
    failsFromNowOn();
    rig.sms.answer({ outcome: 'accepted', providerId: 'S-1' });
    await isMended();
    await eventually('it is told', () => node.accepts.length > 0);
    assert.equal((await rig.job(jobId)).state, 'accepted');
    assert.deepEqual([node.accepts.length, node.shown.at(-1), rig.sms.calls.length], [1, 'accepted', 1]);
  });

  it('tells an end once if the store failed when it was to be noted as told', async () => {
    const node = rig.node();
    rig.fax.always = { outcome: 'refused', verdict: { cause: 'bad-number', retryable: false } };
    const finished = node.finished;
    node.finished = (report) => {
      finished(report);
      rig.inbox.disk.writeError = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    const { jobId } = await rig.outbox.submit(request());
    rig.start();
    // No time passes: a retry that finds the disk still full would double the pause that `isMended` waits for.
    await eventually('it is told', () => node.ends.length > 0);
    await isMended();
    const isNoted = async (): Promise<boolean> => (await rig.job(jobId)).messages.every(({ told }) => told);
    await rig.passUntil('it is noted', isNoted);
    await passTime(rig, 60_000);
    assert.equal(node.ends.length, 1);
  });

  const answers: Record<string, SendResult> = {
    refused: { outcome: 'refused', verdict: { cause: 'bad-options', retryable: false } },
    'not taken': { outcome: 'not-now', reason: 'busy' },
  };
  for (const [name, answer] of Object.entries(answers)) {
    it(`keeps nothing back that waits behind a request that was ${name}`, async () => {
      rig.start();
      await rig.outbox.submit(request({ order: smsOrder() }));
      await rig.sms.called(1);
      failsFromNowOn();
      rig.sms.answer(answer);
      await isMended();
      rig.sms.always = { outcome: 'accepted', providerId: 'S-2' };
      const order = smsOrder({ to: '+447700900002' });
      const { jobId } = await rig.outbox.submit(request({ order }));
      await rig.passUntil('the other one is sent', async () => (await rig.job(jobId)).state === 'accepted');
    });
  }
});
