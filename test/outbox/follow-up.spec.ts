import assert from 'node:assert/strict';
import { AuthError, ProviderUnavailableError } from '../../src/domain/errors';
import type { SentEvidence } from '../../src/providers/provider';
import { eventually } from '../support/eventually';
import { request, smsOrder } from './jobs';
import { OutboxRig } from './rig';

const MINUTE = 60_000;

describe('the pursuit of an SMS whose answer was lost', () => {
  let rig: OutboxRig;
  beforeEach(async () => {
    rig = await OutboxRig.open();
    rig.node();
    rig.start();
  });
  afterEach(() => rig.close());

  async function lost(): Promise<string> {
    const { jobId } = await rig.outbox.submit(request({ order: smsOrder(), giveUpMinutes: 600 }));
    await rig.sms.called(1);
    rig.sms.answer({ outcome: 'unknown' });
    await rig.reaches(jobId, 'unknown');
    return jobId;
  }

  it('is searched for again and again where a search could not tell, ever more seldom', async () => {
    const jobId = await lost();
    const { clock } = rig.inbox;
    const pauses: number[] = [];
    for (let searches = 1; searches <= 9; searches += 1) {
      clock.advance(((await rig.job(jobId)).dueAt ?? 0) - clock.now());
      await rig.passUntil('it is searched for', () => rig.sms.searches === searches, 1);
      const dueAt = await eventually('the next search is planned', async () => {
        const job = await rig.job(jobId);
        return job.dueAt !== undefined && job.dueAt > clock.now() && job.dueAt;
      });
      pauses.push(Math.round((dueAt - clock.now()) / MINUTE));
    }
    assert.deepEqual(pauses, [1, 1, 2, 4, 9, 17, 35, 60, 60]);
    assert.equal(rig.sms.calls.length, 1, 'it is never repeated');
    await rig.passUntil('it is given up', async () => (await rig.job(jobId)).state === 'finished', 60 * MINUTE);
    assert.equal((await rig.job(jobId)).status.state, 'unknown');
  });

  it('is found by a later search', async () => {
    const jobId = await lost();
    await rig.passUntil('it is searched for', () => rig.sms.searches === 2);
    rig.sms.evidence = { outcome: 'found', providerId: 'S-1' };
    await rig.passUntil('it is found', async () => (await rig.job(jobId)).providerId === 'S-1');
    assert.equal(rig.sms.calls.length, 1);
  });

  it('is not searched for where the provider cannot be asked', async () => {
    Reflect.set(rig.sms, 'findSent', undefined);
    const jobId = await lost();
    const { epoch } = await rig.job(jobId);
    rig.inbox.clock.advance(MINUTE);
    await rig.passUntil('it was looked at', async () => (await rig.job(jobId)).epoch > epoch);
    const { dueAt, giveUpAt } = await rig.job(jobId);
    assert.equal(dueAt, giveUpAt);
  });

  for (const [what, interrupt] of [
    ['could not tell', () => Promise.resolve<SentEvidence>({ outcome: 'no-telling' })],
    ['failed', () => Promise.reject(new ProviderUnavailableError('down'))],
    ['was refused', () => Promise.reject(new AuthError('no'))],
  ] as const) {
    it(`is sent again only after it was not found three times in a row, and a search that ${what} breaks it`, async () => {
      const answers: (() => Promise<SentEvidence>)[] = [interrupt, interrupt, interrupt];
      let notFound = 0;
      let notFoundAtSend = 0;
      rig.sms.findSent = () => {
        const next = answers.shift();
        if (next) return next();
        notFound += 1;
        if (rig.sms.calls.length === 1) notFoundAtSend = notFound;
        return Promise.resolve({ outcome: 'not-found' });
      };
      await lost();
      await rig.passUntil('it is sent again', () => rig.sms.calls.length === 2, 10_000);
      assert.equal(notFoundAtSend, 3);
    });
  }
});
