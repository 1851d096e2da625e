import assert from 'node:assert/strict';
import type { Job, JobState } from '../../src/domain/job';
import { doubt } from '../../src/store/doubt';
import { newFax, newJob } from '../contract/job-store';
import { MemoryDisk, memoryRows, memoryStore } from '../support/memory-rows';

describe('what a restore leaves in doubt', () => {
  const disk = new MemoryDisk();
  const { jobs } = memoryStore(disk);
  const jobOf = async (id: string): Promise<Job> => (await jobs.get(id)) ?? assert.fail('it is gone');

  async function put(job: Job, state: JobState): Promise<void> {
    await jobs.submit(job);
    const before = await jobOf(job.id);
    if (state !== 'queued') assert(await jobs.change(before.epoch, { ...before, state, calls: 1 }));
  }

  it('is whether what waits has been sent, and whether a call under way has got its document; twice is harmless', async () => {
    await put(newFax('queued'), 'queued');
    await put(newJob('sms'), 'queued');
    await put(newFax('accepted'), 'accepted');
    await put(newFax('unknown'), 'unknown');
    await put(newFax('given', { transmittedBy: 'call-1' }), 'accepted');
    await put(newJob('receipt'), 'accepted');
    const seen = async (): Promise<unknown[]> => {
      const all = ['queued', 'sms', 'accepted', 'unknown', 'given', 'receipt'].map(jobOf);
      return (await Promise.all(all)).map(({ id, state, calls, inDoubt = false }) => [id, state, calls, inDoubt]);
    };
    await doubt(memoryRows(disk));
    const doubted = [
      ['queued', 'sending', 1, true],
      ['sms', 'sending', 1, true],
      ['accepted', 'accepted', 1, true],
      ['unknown', 'unknown', 1, true],
      ['given', 'accepted', 1, false],
      ['receipt', 'accepted', 1, false],
    ];
    assert.deepEqual(await seen(), doubted);
    await doubt(memoryRows(disk));
    assert.deepEqual(await seen(), doubted);
  });
});
