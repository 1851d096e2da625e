import assert from 'node:assert/strict';
import { AuthError, ItemGoneError, ProviderUnavailableError } from '../../src/domain/errors';
import type { ProviderEvent } from '../../src/domain/events';
import type { SentEvidence } from '../../src/providers/provider';
import { eventually } from '../support/eventually';
import { request, smsOrder, smsTold } from './jobs';
import { DELIVERED, faxEvent, OutboxRig } from './rig';

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
    ['could not tell', () => Promise.resolve<SentEvidence>({ outcome: 'cannot-tell' })],
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

describe('the pursuit of what the provider has', () => {
  let rig: OutboxRig;
  beforeEach(async () => {
    rig = await OutboxRig.open();
    rig.node();
    rig.start();
  });
  afterEach(() => rig.close());

  const SENT: ProviderEvent = {
    ...{ kind: 'sms.status', keyId: 'P-1:sent', providerId: 'P-1', raw: {} },
    payload: smsTold({ id: 'P-1', providerId: 'P-1' }),
  };
  const gone = (): Promise<ProviderEvent> => Promise.reject(new ItemGoneError('none'));

  const KINDS = [
    ['fax', faxEvent('P-1', { state: 'dialing' })],
    ['sms', SENT],
  ] as const;
  const OTHER_WORDS = [
    ['that it has it', undefined],
    ['nothing: it is down', new ProviderUnavailableError('down')],
  ] as const;

  for (const [kind, event] of KINDS) {
    const still = () => Promise.resolve(event);

    async function accepted(): Promise<string> {
      const order = kind === 'sms' ? { order: smsOrder() } : {};
      const { jobId } = await rig.outbox.submit(request({ ...order, giveUpMinutes: 1_440 }));
      await rig[kind].called(1);
      rig[kind].answer({ outcome: 'accepted', providerId: 'P-1' });
      await rig.reaches(jobId, 'accepted');
      return jobId;
    }

    /** Each look gets the next of these answers, the last one for ever; resolves when that was given once. */
    async function looks(...answers: (() => Promise<ProviderEvent>)[]): Promise<void> {
      const [last = still] = answers.slice(-1);
      let made = 0;
      rig[kind].status = () => ((made += 1), answers.shift() ?? last)();
      const meant = answers.length;
      await rig.passUntil('the looks are made', () => made >= meant, 10_000);
    }

    async function lasts(jobId: string, minutes: number): Promise<void> {
      const { clock } = rig;
      const until = clock.now() + minutes * MINUTE;
      await rig.passUntil('time passes', () => clock.now() >= until, 10_000);
      assert.equal((await rig.job(jobId)).state, 'accepted');
    }

    it(`does not give a ${kind} up after one answer that there is none, however often it was looked up before`, async () => {
      const jobId = await accepted();
      await looks(still, still, still, still, still);
      await lasts(jobId, 20);
      await looks(gone, still);
      await lasts(jobId, 20);
      assert(!(await rig.states()).includes('unknown'));
    });

    for (const [word, error] of OTHER_WORDS) {
      it(`does not give a ${kind} up if the provider said in between ${word}`, async () => {
        const jobId = await accepted();
        const between = error ? () => Promise.reject(error) : still;
        for (let n = 0; n < 4; n += 1) {
          await looks(gone);
          await lasts(jobId, 9);
          await looks(between);
        }
        await looks(still);
        assert(!(await rig.states()).includes('unknown'));
      });
    }

    it(`does not give a ${kind} up after lookups that could not be made`, async () => {
      const jobId = await accepted();
      await looks(gone);
      rig.standing.askedPause(30 * MINUTE);
      await lasts(jobId, 29);
      await looks(gone, still);
      await lasts(jobId, 1);
    });

    it(`gives a ${kind} up if the provider says for a quarter of an hour that there is none`, async () => {
      const jobId = await accepted();
      await looks(still, gone);
      const { clock } = rig;
      const begun = clock.now();
      await rig.passUntil('it is lost', async () => (await rig.job(jobId)).state === 'unknown', 10_000);
      assert(clock.now() - begun >= 14 * MINUTE && clock.now() - begun < 22 * MINUTE);
    });
  }

  it('does not give a fax up after one such answer after an outage of an hour', async () => {
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await rig.reaches(jobId, 'accepted');
    rig.fax.status = () => Promise.reject(new ProviderUnavailableError('down'));
    const until = rig.clock.now() + 90 * MINUTE;
    await rig.passUntil('the outage ends', () => rig.clock.now() > until, 10_000);
    let looks = 0;
    rig.fax.status = () => ((looks += 1) === 1 ? gone() : Promise.resolve(faxEvent('P-1', DELIVERED)));
    await rig.passUntil('it has ended', async () => (await rig.job(jobId)).state === 'finished', 1_000);
    assert.deepEqual(await rig.states(), ['queued', 'accepted', 'succeeded']);
  });

  it('makes a last look that is late when the pause is over that the provider has asked for', async () => {
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 60 }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await rig.reaches(jobId, 'accepted');
    rig.fax.statuses.set('P-1', faxEvent('P-1', DELIVERED));
    rig.clock.machine.pass(480 * MINUTE);
    rig.standing.askedPause(40 * MINUTE);
    await rig.passUntil('it has ended', async () => (await rig.job(jobId)).state === 'finished', 10_000);
    assert.equal((await rig.job(jobId)).status.state, 'succeeded');
  });
});
