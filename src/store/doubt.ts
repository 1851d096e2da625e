import { isFaxJob } from '../domain/job';
import { readStoredEvent } from './events/read-event';
import { replaceEvent } from './events/events-in-hand';
import { readStoredJob } from './jobs/read-job';
import { replaceJob } from './jobs/job-in-hand';
import { JOB, type StoredJob } from './jobs/stored-job';
import { below } from './path';
import { listPage, type Hand, type Rows } from './rows';

const PAGE = 256;

/**
 * After a restore nobody knows what happened since the backup. A waiting job may have been sent: it becomes a job whose
 * request was cut off, so the outbox asks the provider, or a person. A fax whose call is under way may have been handed
 * over already. An open event may have been in the flow: its next offer says `redelivered`. Running this twice is
 * harmless. `before`: only rows before this place in order of arrival.
 */
export async function doubt(rows: Pick<Rows, 'list' | 'change'>, before = Infinity): Promise<void> {
  await eachRow(rows, JOB, (hand, text) => doubtJob(hand, text, before));
  await eachRow(rows, 'row', (hand, text) => doubtEvent(hand, text, before));
}

async function eachRow(
  rows: Pick<Rows, 'list' | 'change'>,
  kind: string,
  step: (hand: Hand, text: string) => void,
): Promise<void> {
  const { lt, gte } = below(kind);
  for (let from = gte; ;) {
    const page = await listPage(rows, { gte: from, lt, limit: PAGE });
    const keys = page.map(([key]) => key);
    await rows.change(keys, (hand) => {
      for (const text of hand.getAll(keys)) if (text !== undefined) step(hand, text);
    });
    const last = keys.at(-1);
    if (keys.length < PAGE || last === undefined) return;
    from = `${last}\0`;
  }
}

function doubtJob(hand: Hand, text: string, before: number): void {
  const job = readStoredJob(text, hand);
  if (job.seq >= before || job.state === 'finished') return;
  const doubted = { ...job, inDoubt: true, epoch: job.epoch + 1 };
  if (job.state === 'queued') replaceJob(hand, job, cutOff(doubted));
  else if (isFaxJob(job) && job.transmittedBy === undefined && !job.inDoubt) replaceJob(hand, job, doubted);
}

/** The state that a job has just before its request goes out: the request may have gone out since the backup. */
function cutOff(job: StoredJob): StoredJob {
  const { calls, attempt, submittedAt } = job;
  return {
    ...job,
    state: 'sending',
    calls: calls + 1,
    attempt: attempt + 1,
    callAt: job.callAt ?? submittedAt,
    lookups: 0,
    dueAt: submittedAt,
  };
}

function doubtEvent(hand: Hand, text: string, before: number): void {
  const event = readStoredEvent(text, hand);
  if (event.seq >= before || event.state === 'completed' || event.attempt > 0) return;
  replaceEvent(hand, event, { ...event, attempt: 1 });
}
