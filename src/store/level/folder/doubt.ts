import type { StoredEvent } from '../../events/stored-event';
import { readStoredEvent } from '../../events/read-event';
import { replaceEvent } from '../../events/events-in-hand';
import { readStoredJob } from '../../jobs/read-job';
import { replaceJob } from '../../jobs/job-in-hand';
import { JOB, type StoredJob } from '../../jobs/stored-job';
import { below } from '../../path';
import type { Step } from '../../rows';
import { BatchWriter } from '../batch-writer';
import type { DurableDatabase } from '../durable-database';
import { Ledger } from '../ledger';
import { takeStep } from '../../steps/take-step';

const PAGE = 256;

/**
 * After a restore nobody knows what has been done since. A job that waits may have been sent: it becomes one whose request
 * was cut off, and the outbox asks the provider, or a person. An event that is open may have been in the flow: its next
 * offer says `redelivered`.
 */
export async function doubt(db: DurableDatabase): Promise<void> {
  const writer = new BatchWriter(db, await Ledger.open(db), () => undefined);
  const write = (step: Step<void>) => writer.write({ reads: [], run: (view) => takeStep(view, step) });
  await eachPage(db, JOB, (texts) => write(doubtJobs(texts.map((text) => readStoredJob(text, db)))));
  await eachPage(db, 'row', (texts) => write(doubtEvents(texts.map((text) => readStoredEvent(text, db)))));
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

function doubtJobs(jobs: StoredJob[]): Step<void> {
  return (hand) => {
    for (const job of jobs) if (job.state === 'queued') replaceJob(hand, job, cutOff(job));
  };
}

/** As one is written down before its request goes out. It may have gone out since the job was there. */
function cutOff(job: StoredJob): StoredJob {
  const { calls, attempt, submittedAt } = job;
  return {
    ...job,
    state: 'sending',
    epoch: job.epoch + 1,
    calls: calls + 1,
    attempt: attempt + 1,
    callAt: job.callAt ?? submittedAt,
    lookups: 0,
    dueAt: submittedAt,
  };
}

function doubtEvents(events: StoredEvent[]): Step<void> {
  return (hand) => {
    for (const event of events) {
      if (event.state !== 'completed' && event.attempt === 0) replaceEvent(hand, event, { ...event, attempt: 1 });
    }
  };
}
