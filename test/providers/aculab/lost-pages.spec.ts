import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaxStatus } from '../../../src/domain/fax';
import type { Job } from '../../../src/domain/job';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { faxOrder, faxStatus, request } from '../../outbox/jobs';
import { AculabInstances, type AculabInstance } from '../../support/aculab-instances';

const MINUTE = 60_000;
const FAX = sampleFax({ pages: 2 });

describe('a fax at Aculab whose call never asks our pages', () => {
  let all: AculabInstances;
  let sender: AculabInstance;
  /** What the job said of itself, step by step. */
  let told: FaxStatus[];
  beforeEach(async () => {
    all = await AculabInstances.start();
    told = [];
    const { jobs } = all.inbox.store;
    const change = jobs.change.bind(jobs);
    jobs.change = (epoch, next, says) => {
      if (says) told.push(faxStatus(next));
      return change(epoch, next, says);
    };
    sender = await all.join('a');
  });
  afterEach(() => all.close());

  /** Nothing but 503 is to be had there, as from a store that fails or a Node-RED that is restarting. */
  let down: string;
  let refused: number;
  const server = createServer((_, response) => void ((refused += 1), response.writeHead(503).end()));
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    down = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  beforeEach(() => void (refused = 0));
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const jobOf = async (id: string): Promise<Job> => (await all.inbox.store.jobs.get(id)) ?? assert.fail('it is gone');
  const calls = (): number => all.simulator.calls().length;
  const faxed = (): number => all.simulator.calls().filter(({ document }) => document !== undefined).length;
  const isOver = (): boolean => all.simulator.calls().every(({ stoppedAt }) => stoppedAt !== undefined);
  /** Without a request or its deadline noticing. */
  const passes = (minutes: number): void => all.inbox.clock.machine.pass(minutes * MINUTE);

  /** One whose call has been started. */
  async function accepted({ attempts = 3, giveUpMinutes = 1_440 } = {}): Promise<string> {
    const { file, size, sha256 } = await all.inbox.documents.write(FAX);
    const documents = [{ file, size, sha256, type: 'image/tiff' as const, filename: 'fax.tif' }];
    const order = faxOrder({ to: '+447700900001', from: '+15550100001', attempts, documents });
    const { jobId } = await sender.connection.outbox().submit(request({ order, giveUpMinutes }));
    await all.until('it is accepted', async () => (await jobOf(jobId)).state === 'accepted');
    return jobId;
  }

  const warnings = (id: string): number =>
    all.inbox.log.matching(/Public address/).filter((line) => line.includes(id)).length;
  const ends = (id: string): Promise<void> =>
    all.until('it has ended', async () => (await jobOf(id)).state === 'finished');

  it('is dialled again after an hour where each of them met 503, and is never unknown', async () => {
    all.simulator.behave({ pageRepeats: 0 });
    all.simulator.callAt(down);
    const before = all.inbox.clock.now();
    const id = await accepted();
    await all.until('its call is over', isOver);
    assert(refused > 1);
    all.simulator.callAt(all.url);
    passes(58);
    await all.until('it is dialled again', () => calls() === 2);
    assert(all.inbox.clock.now() - before >= 60 * MINUTE);
    await ends(id);
    const status = faxStatus(await jobOf(id));
    assert.deepEqual([status.state, faxed()], ['succeeded', 1]);
    assert.deepEqual(
      status.history?.map(({ cause }) => cause),
      ['timeout', 'normal'],
    );
    assert(!told.some(({ state }) => state === 'unknown'));
  });

  it('ends as failed where Aculab reaches nobody at all, and says what to look at', async () => {
    all.simulator.callAt(undefined);
    const id = await accepted({ attempts: 2 });
    passes(60);
    await all.until('it is dialled again', () => calls() === 2);
    await all.until('that is accepted', async () => (await jobOf(id)).state === 'accepted');
    passes(60);
    await ends(id);
    const { state, cause, retryable, message } = faxStatus(await jobOf(id));
    assert.deepEqual([state, cause, retryable, calls()], ['failed', 'timeout', true, 2]);
    assert.match(message ?? '', /Public address/);
    const waiting = told.find((status) => status.state === 'queued' && status.cause === 'timeout');
    assert.match(waiting?.message ?? '', /Public address/);
    assert.equal(warnings(id), 2, 'for each call');
    assert(!told.some((status) => status.state === 'unknown'));
  });

  it('ends as failed, too, where its time is over before that, and gets nothing afterwards', async () => {
    all.simulator.callAt(undefined);
    const id = await accepted({ giveUpMinutes: 20 });
    passes(19);
    await ends(id);
    const { state, cause, message } = faxStatus(await jobOf(id));
    assert.deepEqual([state, cause, warnings(id)], ['failed', 'timeout', 1]);
    assert.match(message ?? '', /Public address/);
    all.simulator.callAt(all.url);
    await all.until('its call asks after all, and is over', isOver);
    assert.equal(faxed(), 0);
  });

  it('says nothing of the address where its time is over while it may still ring', async () => {
    all.simulator.callAt(undefined);
    const id = await accepted({ giveUpMinutes: 10 });
    passes(9);
    await ends(id);
    const { state, cause, message } = faxStatus(await jobOf(id));
    assert.deepEqual([state, cause, message, warnings(id)], ['failed', 'timeout', undefined, 0]);
  });

  it('is not given to the first call where that asks after all, when the next one has begun', async () => {
    all.simulator.callAt(undefined);
    const id = await accepted();
    passes(60);
    await all.until('it is dialled again', () => calls() === 2);
    all.simulator.callAt(all.url);
    await ends(id);
    await all.until('both calls are over', isOver);
    assert.deepEqual([(await jobOf(id)).status.state, faxed()], ['succeeded', 1]);
  });

  it('is unknown, and not dialled again by itself, where the store was set back under the call: it may have asked since', async () => {
    all.simulator.callAt(undefined);
    const id = await accepted();
    const job = await jobOf(id);
    assert(await all.inbox.store.jobs.change(job.epoch, { ...job, inDoubt: true }));
    passes(60);
    await all.until('it is unknown', async () => (await jobOf(id)).state === 'unknown');
    passes(180);
    await all.until('it was looked at again', async () => (await jobOf(id)).lookups > 3);
    assert.deepEqual([(await jobOf(id)).state, calls()], ['unknown', 1]);
    await sender.connection.outbox().decide(id, 'resend');
    all.simulator.callAt(all.url);
    await ends(id);
    assert.deepEqual([(await jobOf(id)).inDoubt, (await jobOf(id)).status.state, calls()], [undefined, 'succeeded', 2]);
  });

  it('is not taken for never sent where the store was set back under its request', async () => {
    all.simulator.callAt(undefined);
    const id = await accepted();
    const { providerId: _, ...job } = await jobOf(id);
    const cutOff = { ...job, state: 'unknown', inDoubt: true, calls: 7 } as Job;
    assert(await all.inbox.store.jobs.change(job.epoch, cutOff));
    passes(60);
    await all.until('it was searched for', async () => (await jobOf(id)).epoch > job.epoch + 3);
    assert.deepEqual([(await jobOf(id)).state, calls()], ['unknown', 1]);
  });

  it('is settled where an earlier version had taken it for unknown', async () => {
    all.simulator.callAt(undefined);
    const id = await accepted({ attempts: 1 });
    const job = await jobOf(id);
    assert(await all.inbox.store.jobs.change(job.epoch, { ...job, state: 'unknown' }));
    passes(60);
    await ends(id);
    assert.deepEqual([(await jobOf(id)).status.state, faxStatus(await jobOf(id)).cause], ['failed', 'timeout']);
  });
});
