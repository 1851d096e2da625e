import assert from 'node:assert/strict';
import { JobChanges } from '../../src/outbox/job-changes';
import { FinalReports } from '../../src/outbox/final-reports';
import { SendingNodes } from '../../src/outbox/sending-nodes';
import { eventually } from '../support/eventually';
import { SCOPE } from '../support/inbox';
import { request } from './jobs';
import { DELIVERED, faxEvent, OutboxRig, FakeSendingNode } from './rig';

const NEVER = new AbortController().signal;

describe('an end that crashes Node-RED whenever it is told', () => {
  let rig: OutboxRig;
  beforeEach(async () => {
    rig = await OutboxRig.open();
    rig.start();
  });
  afterEach(() => rig.close());

  /** Resolves with whether the process has died of it; a dead one writes nothing more. */
  async function start(): Promise<boolean> {
    const { store, clock, log } = rig.inbox;
    let isDead = false;
    const jobStore = {
      ...store.jobs,
      change: (...args: Parameters<typeof store.jobs.change>) =>
        isDead ? new Promise<never>(() => undefined) : store.jobs.change(...args),
    };
    const retention = { keepDays: 30, documentDays: 0 };
    const jobs = new JobChanges({ store: jobStore, clock, retention, onChange: () => undefined });
    const node = new FakeSendingNode('node-1');
    node.finished = () => (isDead = true);
    const nodes = new SendingNodes(log);
    nodes.add(node);
    const reports = new FinalReports({ store: { ...store, jobs: jobStore }, jobs, clock, log, scope: SCOPE, nodes });
    let isOver = false;
    void reports.step(NEVER).then(() => (isOver = true));
    await eventually('it is told, or there is nothing to tell', () => isDead || isOver);
    return isDead;
  }

  it('is not reported at every start forever', async () => {
    const { jobId } = await rig.outbox.submit(request());
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await rig.reaches(jobId, 'accepted');
    await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
    await rig.reaches(jobId, 'finished');
    const crashes: boolean[] = [];
    for (let starts = 0; starts < 8; starts += 1) crashes.push(await start());
    assert.deepEqual(crashes, [true, true, true, true, true, false, false, false]);
    const [message] = (await rig.job(jobId)).messages;
    assert.deepEqual([message?.told, message?.tellings], [true, 5]);
  });
});
