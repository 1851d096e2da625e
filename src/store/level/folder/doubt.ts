import { BatchWriter, type Change } from '../batch-writer';
import type { DurableDatabase } from '../durable-database';
import { saveJob } from '../jobs/job-placement';
import { JOB, type StoredJob } from '../jobs/stored-job';
import { below } from '../key-space';
import { saveRow } from '../placement';
import type { StoredRow } from '../stored-row';

const PAGE = 256;

/**
 * After a restore nobody knows what has been done since. A job that waits may have been sent: it becomes one whose request
 * was cut off, and the outbox asks the provider, or a person. An event that is open may have been in the flow: its next
 * offer says `redelivered`.
 */
export async function doubt(db: DurableDatabase): Promise<void> {
  const writer = new BatchWriter(db, () => undefined);
  await eachPage(db, JOB, (texts) => writer.write(doubtJobs(texts.map((text) => JSON.parse(text) as StoredJob))));
  await eachPage(db, 'row', (texts) => writer.write(doubtRows(texts.map((text) => JSON.parse(text) as StoredRow))));
}

async function eachPage(db: DurableDatabase, kind: string, step: (texts: string[]) => Promise<void>): Promise<void> {
  const { lt, gte } = below(kind);
  for (let from = gte; ;) {
    const entries = await db.page({ gte: from, lt, limit: PAGE });
    await step(entries.map(([, text]) => text));
    const last = entries.at(-1);
    if (entries.length < PAGE || last === undefined) return;
    from = `${last[0]}\0`;
  }
}

function doubtJobs(jobs: StoredJob[]): Change<void> {
  return {
    reads: [],
    async run(view) {
      for (const job of jobs) if (job.state === 'queued') await saveJob(view, job, cutOff(job));
    },
  };
}

/** As one is written down before its request goes out. It may have gone out since the job was there. */
function cutOff(job: StoredJob): StoredJob {
  const { calls, attempt, submittedAt } = job;
  return {
    ...job,
    ...{ state: 'sending', epoch: job.epoch + 1, calls: calls + 1, attempt: attempt + 1 },
    ...{ callAt: job.callAt ?? submittedAt, lookups: 0, dueAt: submittedAt },
  };
}

function doubtRows(rows: StoredRow[]): Change<void> {
  return {
    reads: [],
    run(view) {
      for (const row of rows) {
        if (row.state !== 'completed' && row.attempt === 0) saveRow(view, row, { ...row, attempt: 1 });
      }
    },
  };
}
