import assert from 'node:assert/strict';
import { PushClient, dataOf } from './push-client';
import { Harness, TIFF, type Json } from './harness';

const NO_JOB = 'ffffffff-0000-4000-8000-000000000000';
const STEP_MS = 1_000;

describe('the simulated outbox', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const post = (type: string, body: string): ReturnType<Harness['call']> =>
    harness.call('/outbox', { method: 'POST', headers: { 'content-type': type }, body });
  const sendTo = async (tail: string, fields: Record<string, string> = {}): Promise<string> =>
    String((await harness.send({ DialNumber: `+1555010${tail}`, ...fields })).json().JobId);
  const status = async (jobId: string): Promise<Json> => (await harness.call(`/status?id=${jobId}`)).json();
  const pending = async (): Promise<Json> => (await harness.call('/outbox?a=pending')).json();
  const finish = (): Promise<void> => harness.clock.advance(60_000);

  it('takes a form, decodes its document exactly and answers InProgress with a JobId', async () => {
    const document = Buffer.concat([TIFF, Buffer.from([0, 0, 0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff])]);
    assert.match(document.toString('base64'), /\+.*\//);
    const answer = await harness.send({ FaxImage: document.toString('base64'), Tag: 'job-1', LocalId: 'ACME' });
    assert.equal(answer.json().FaxResult, 2);
    const [job] = harness.simulator.jobs();
    assert.equal(job?.jobId, answer.json().JobId);
    assert.deepEqual(job?.document, document);
    assert.deepEqual([job.tag, job.localId, job.dialNumber], ['job-1', 'ACME', '+15550100001']);
  });

  it('takes JSON as well', async () => {
    const body = { DialNumber: '+15550100001', FaxImage: TIFF.toString('base64'), TotalPages: 4, Tag: 'job-2' };
    const answer = await post('application/json', JSON.stringify(body));
    assert.equal(answer.json().FaxResult, 2);
    assert.equal(harness.simulator.jobs()[0]?.totalPages, 4);
  });

  it('takes an encrypted document, which only its name tells, as a form and as JSON', async () => {
    const FaxImage = Buffer.from('sealed').toString('base64');
    assert.equal((await harness.send({ FaxImage, 'DocumentParams[Name]': 'fax.senx' })).json().FaxResult, 2);
    const body = { DialNumber: '+15550100002', FaxImage, DocumentParams: { Name: 'fax.SENX' } };
    assert.equal((await post('application/json', JSON.stringify(body))).json().FaxResult, 2);
    assert.equal((await harness.send({ FaxImage, 'DocumentParams[Name]': 'fax.txt' })).json().FaxResult, 21);
  });

  it('refuses other bodies with 400', async () => {
    assert.equal((await post('multipart/form-data; boundary=x', '--x--')).status, 400);
    assert.equal((await post('application/json', '{"DialNumber":')).status, 400);
    assert.deepEqual(harness.simulator.jobs(), []);
  });

  for (const [what, fields, result] of [
    ['a missing number', { DialNumber: '' }, 8],
    ['a missing document', { FaxImage: '' }, 9],
    ['a tag of 33 characters', { Tag: 'x'.repeat(33) }, 101],
    ['a station id of 22 characters', { LocalId: 'x'.repeat(22) }, 101],
    ['a document that is neither TIFF nor PDF', { FaxImage: Buffer.from('hello').toString('base64') }, 21],
    ['a bad number by its tail', { DialNumber: '+15550100008' }, 8],
  ] as const) {
    it(`refuses ${what} with result ${result} and makes no job`, async () => {
      const answer = await harness.send(fields);
      assert.equal(answer.status, 200);
      assert.equal(answer.json().FaxResult, result);
      assert.ok(!('JobId' in answer.json()));
      assert.deepEqual(harness.simulator.jobs(), []);
    });
  }

  it('takes the longest tag and station id', async () => {
    const answer = await harness.send({ Tag: 'x'.repeat(32), LocalId: 'y'.repeat(21) });
    assert.equal(answer.json().FaxResult, 2);
  });

  it('notices base64 whose plus signs were not escaped', async () => {
    const document = Buffer.concat([TIFF, Buffer.from([0, 0, 0xfb, 0xef, 0xbe])]).toString('base64');
    assert.ok(document.includes('+'));
    const answer = await post('application/x-www-form-urlencoded', `DialNumber=%2B15550100001&FaxImage=${document}`);
    assert.equal(answer.json().FaxResult, 19);
  });

  it('answers any other FaxResult at once when told to', async () => {
    for (const sendResult of [12, 14, 100, 999]) {
      harness.simulator.faults.set({ sendResult, times: 1 });
      assert.equal((await harness.send({})).json().FaxResult, sendResult);
    }
    assert.deepEqual(harness.simulator.jobs(), []);
  });

  it('refuses a call above the number of ports, and agrees with what it calls pending', async () => {
    assert.deepEqual(await pending(), { PendingFaxes: 0, AvailableChannels: 2 });
    await harness.send({});
    await harness.send({});
    assert.deepEqual(await pending(), { PendingFaxes: 2, AvailableChannels: 0 });
    assert.equal((await harness.send({})).json().FaxResult, 12);
    assert.equal(harness.simulator.jobs().length, 2);
    await finish();
    assert.deepEqual(await pending(), { PendingFaxes: 0, AvailableChannels: 2 });
    assert.equal((await harness.send({})).json().FaxResult, 2);
  });

  it('steps through the states of a call, its pages rising, to success', async () => {
    const jobId = await sendTo('0001', { TotalPages: '2', Tag: 'job-3' });
    const seen: [unknown, unknown, unknown][] = [];
    for (let step = 0; step < 8; step++) {
      const { State, PagesDelivered, FaxResult } = await status(jobId);
      seen.push([State, PagesDelivered, FaxResult]);
      await harness.clock.advance(STEP_MS);
    }
    assert.deepEqual(seen, [
      [1, 0, 2],
      [2, 0, 2],
      [4, 0, 2],
      [5, 0, 2],
      [5, 1, 2],
      [5, 2, 2],
      [0, 2, 0],
      [0, 2, 0],
    ]);
    const final = await status(jobId);
    assert.equal(final.Tag, 'job-3');
    assert.equal(final.CompletedOn, '2026-11-20T12:00:06');
  });

  for (const [tail, result, pages] of [
    ['0002', 3, 0],
    ['0003', 7, 0],
    ['0005', 5, 0],
    ['0007', 0, 3],
    ['0009', 17, 0],
    ['0010', 1, 1],
    ['0011', 11, 2],
    ['0012', 0, 1],
    ['0016', 23, 0],
    ['0017', 999, 0],
    ['4242', 0, 1],
  ] as const) {
    it(`ends a call to …${tail} with result ${result} and ${pages} pages`, async () => {
      const jobId = await sendTo(tail);
      assert.equal((await status(jobId)).FaxResult, 2);
      await finish();
      const final = await status(jobId);
      assert.deepEqual([final.FaxResult, final.PagesDelivered], [result, pages]);
    });
  }

  it('fails the first call to …0004 and delivers the second', async () => {
    const results: unknown[] = [];
    for (let call = 0; call < 2; call++) {
      const jobId = await sendTo('0004');
      await finish();
      results.push((await status(jobId)).FaxResult);
    }
    assert.deepEqual(results, [3, 0]);
  });

  it('refuses a call to …0006 for want of credit', async () => {
    const answer = await harness.send({ DialNumber: '+15550100006' });
    assert.equal(answer.status, 402);
    assert.equal(typeof answer.json().Message, 'string');
  });

  it('leaves a call to …0015 hanging', async () => {
    const jobId = await sendTo('0015');
    await harness.clock.advance(24 * 3_600_000);
    assert.equal((await status(jobId)).FaxResult, 2);
    assert.equal(harness.clock.timers, 0);
  });

  it('answers the status of an unknown job with 404 or with result 103', async () => {
    assert.equal((await harness.call(`/status?id=${NO_JOB}`)).status, 404);
    assert.equal((await harness.call('/status?id=7')).status, 400);
    harness.simulator.behave({ unknownJob: 'item-not-found', results: 'name' });
    assert.equal((await status(NO_JOB)).FaxResult, 'ItemNotFound');
  });

  it('writes results as numeric strings and names too', async () => {
    harness.simulator.behave({ results: 'name' });
    assert.equal((await harness.send({})).json().FaxResult, 'InProgress');
    harness.simulator.behave({ results: 'numeric-string' });
    assert.equal((await harness.send({})).json().FaxResult, '2');
  });

  it('has taken a fax whose answer never came, and none that was dropped before', async () => {
    harness.simulator.faults.set({ action: 'outbox.send', drop: 'after', times: 1 });
    await assert.rejects(harness.send({ Tag: 'unknown-outcome' }));
    assert.deepEqual(
      harness.simulator.jobs().map(({ tag }) => tag),
      ['unknown-outcome'],
    );
    harness.simulator.faults.set({ action: 'outbox.send', drop: 'before', times: 1 });
    await assert.rejects(harness.send({ Tag: 'never-taken' }));
    assert.equal(harness.simulator.jobs().length, 1);
  });

  describe('on the push socket', () => {
    /** State of each status event, and whether it is final; in the order of arrival. */
    const pushed = async (tail: string, atLeast: number): Promise<string[]> => {
      const client = await PushClient.live(harness.simulator);
      await sendTo(tail);
      await finish();
      const events = await client.events(atLeast);
      await client.flushed();
      assert.ok(events.every(({ event }) => event === 'FaxStatus'));
      return (await client.events(atLeast)).map((event) => {
        const { State, PagesDelivered, FaxResult } = dataOf(event);
        return FaxResult === 2 ? `${String(State)}/${String(PagesDelivered)}` : 'final';
      });
    };

    it('tells every step', async () => {
      assert.deepEqual(await pushed('0001', 5), ['2/0', '4/0', '5/0', '5/1', 'final']);
    });

    it('tells nothing of a call to …0012, which only a poll finds', async () => {
      const client = await PushClient.live(harness.simulator);
      const jobId = await sendTo('0012');
      await finish();
      await client.flushed();
      assert.deepEqual(await client.events(0), []);
      assert.equal((await status(jobId)).FaxResult, 0);
    });

    it('tells everything twice of a call to …0013', async () => {
      assert.deepEqual(
        await pushed('0013', 10),
        ['2/0', '4/0', '5/0', '5/1', 'final'].flatMap((step) => [step, step]),
      );
    });

    it('tells a call to …0014 out of order, and all of it', async () => {
      const order = await pushed('0014', 5);
      assert.deepEqual(order, ['4/0', '2/0', '5/1', '5/0', 'final']);
    });
  });
});
