import assert from 'node:assert/strict';
import type { Order } from '../../src/domain/job';
import type { ProviderEvent } from '../../src/domain/events';
import type { SendResult } from '../../src/providers/provider';
import type { JobReport } from '../../src/outbox/sending-nodes';
import { eventually } from '../support/eventually';
import { Instances, type Instance } from './instances';
import { request, smsOrder, smsTold } from './jobs';
import { ScriptedSender, type FakeSendingNode } from './rig';

function taken(n: number): SendResult {
  return { outcome: 'accepted', providerId: `S-${n}` };
}

function delivered(n: number): ProviderEvent {
  const id = `S-${n}`;
  return {
    ...{ kind: 'sms.status', keyId: `${id}:delivered`, providerId: id, raw: {} },
    payload: smsTold({ id, providerId: id, state: 'delivered', final: true }),
    progress: { subject: id, attempt: 1, rank: 1, pages: 0, final: true },
  };
}

const text = (n: number, more: object = {}) =>
  request({ order: smsOrder({ to: `+44770090${1000 + n}` }), live: { n }, saved: { n }, ...more });

describe('the outputs of a node that several instances have', () => {
  let sms: ScriptedSender<Extract<Order, { kind: 'sms' }>>;
  let instances: Instances;
  let holder: Instance;
  let other: Instance;

  beforeEach(() => {
    sms = new ScriptedSender();
    instances = new Instances({ sms });
    holder = instances.join('a');
    other = instances.join('b');
  });
  afterEach(() => instances.close());

  const numbers = (reports: JobReport[]) => reports.map(({ message }) => message['n']);
  const tellings = ({ ends }: FakeSendingNode) => ends.map(({ redelivered }) => redelivered);

  const claimant = async (id: string) => (await instances.job(id)).messages[0]?.teller?.instance;

  /** Taken by `by`, accepted, and ended by a status that comes to `at`. */
  async function ends(by: Instance, at: Instance, n = 0): Promise<string> {
    const { jobId } = await by.outbox.submit(text(n));
    await sms.called(sms.calls.length === 0 ? 1 : sms.calls.length);
    await instances.passUntil('it is sent', () => sms.calls.at(-1)?.jobId === jobId, 100);
    sms.answer(taken(n));
    await instances.reaches(jobId, 'accepted');
    await at.outbox.track(delivered(n), 'webhook');
    return jobId;
  }

  describe('output 1', () => {
    it('is told by the instance that has the message, though another has sent it', async () => {
      const { jobId } = await other.outbox.submit(text(7));
      await sms.called(1);
      sms.answer(taken(7));
      await instances.reaches(jobId, 'accepted');
      await instances.passUntil('it is told', () => other.node.accepts.length === 1, 50);
      instances.clock.advance(60_000);
      await instances.rests();
      assert.deepEqual([numbers(other.node.accepts), holder.node.accepts], [[7], []]);
      const [{ status, redelivered } = assert.fail()] = other.node.accepts;
      assert.deepEqual([status.state, redelivered], ['accepted', false]);
      assert.deepEqual(other.node.shown, ['queued', 'accepted']);
    });

    it('comes before output 2, and says that the provider has it, however fast it ended', async () => {
      other.process.stop();
      const submitted = other.outbox.submit(text(7));
      other.process.goOn();
      const { jobId } = await submitted;
      other.process.stop();
      await instances.passUntil('it is sent', () => sms.calls.length === 1);
      sms.answer(taken(7));
      await instances.reaches(jobId, 'accepted');
      await holder.outbox.track(delivered(7), 'webhook');
      const order: string[] = [];
      other.node.accepted = ({ status }) => order.push(`1 ${status.state}`);
      other.node.finished = ({ status }) => order.push(`2 ${status.state}`);
      other.process.goOn();
      await instances.passUntil('both are told', () => order.length === 2);
      assert.deepEqual(order, ['1 accepted', '2 delivered']);
    });

    it('is told of each number of a list, in few looks, and of none that ends without having been taken', async () => {
      let looks = 0;
      const { getAll } = instances.store.jobs;
      instances.store.jobs.getAll = (ids) => {
        // The holder looks at what it has under way.
        if (ids.length > 2) looks += 1;
        return getAll(ids);
      };
      sms.send = (call) => {
        sms.calls.push(call);
        const n = sms.calls.length;
        return Promise.resolve(
          n % 10 === 0 ? { outcome: 'refused', verdict: { cause: 'bad-options', retryable: false } } : taken(n),
        );
      };
      const list = Array.from({ length: 100 }, (_, n) => text(n, { isListed: true }));
      const before = instances.clock.now();
      await other.outbox.submitAll(list);
      await instances.passUntil('all are sent', async () => (await other.outbox.counts()).queued === 0, 50);
      await instances.passUntil('all are told', () => other.node.accepts.length === 90, 50);
      assert.deepEqual(new Set(numbers(other.node.accepts)).size, 90);
      const seconds = (instances.clock.now() - before) / 1_000;
      assert(looks < 4 * seconds + 5, `${looks} looks in ${seconds} s`);
    });

    it('is told when what was unknown has shown, wherever its status came', async () => {
      const { jobId } = await other.outbox.submit(text(7));
      const { correlation } = await sms.called(1);
      sms.answer({ outcome: 'unknown' });
      await instances.reaches(jobId, 'unknown');
      for (let wakes = 0; wakes < 4; wakes += 1) {
        instances.sharing.wrote(holder.joined);
        instances.clock.advance(300);
        await instances.rests();
      }
      assert.deepEqual(other.node.shown, ['queued', 'unknown']);
      await holder.outbox.track({ ...delivered(7), correlation }, 'webhook');
      await instances.passUntil('it is told', () => other.node.accepts.length === 1, 50);
    });

    it('of a job that another instance has joined is told where its message is', async () => {
      const key = { idempotencyKey: 'k' };
      const first = await other.outbox.submit(text(7, key));
      const second = await holder.outbox.submit(text(7, key));
      assert.deepEqual([second.outcome, second.jobId], ['joined', first.jobId]);
      await sms.called(1);
      sms.answer(taken(7));
      await instances.passUntil('it is told', () => other.node.accepts.length === 1, 50);
      await holder.outbox.track(delivered(7), 'webhook');
      await instances.passUntil('both ends are told', () => holder.node.ends.length + other.node.ends.length === 2, 50);
      assert.deepEqual([holder.node.ends.length, other.node.ends.length, sms.calls.length], [1, 1, 1]);
    });
  });

  describe('output 2', () => {
    it('is told once, by the instance that took the message', async () => {
      await ends(other, holder, 1);
      await instances.passUntil('it is told', () => other.node.ends.length === 1, 50);
      await ends(holder, other, 2);
      await instances.passUntil('it is told', () => holder.node.ends.length === 1, 50);
      await instances.rests();
      assert.deepEqual([numbers(other.node.ends), numbers(holder.node.ends)], [[1], [2]]);
      assert.deepEqual([...tellings(other.node), ...tellings(holder.node)], [false, false]);
    });

    it('is told by one that has the node, where the one that took the message is gone', async () => {
      const { jobId } = await other.outbox.submit(text(1));
      await sms.called(1);
      sms.answer(taken(1));
      await instances.reaches(jobId, 'accepted');
      other.kill();
      await holder.outbox.track(delivered(1), 'webhook');
      await instances.passUntil('it is told', () => holder.node.ends.length === 1, 50);
      assert.deepEqual(tellings(holder.node), [false], 'nobody has told it before');
    });

    it('is told by one that has the node, where the flow of the other has it no more', async () => {
      const third = instances.join('c', { node: 'node-3' });
      const { jobId } = await third.outbox.submit(text(1));
      await sms.called(1);
      sms.answer(taken(1));
      await instances.reaches(jobId, 'accepted');
      await holder.outbox.track(delivered(1), 'webhook');
      await instances.passUntil('it is told', () => holder.node.ends.length + other.node.ends.length === 1, 50);
      await instances.rests();
      assert.equal(holder.node.ends.length + other.node.ends.length, 1);
    });

    it('waits for its instance through a deploy, and goes to another when that leaves the node out', async () => {
      const { jobId } = await other.outbox.submit(text(1));
      await sms.called(1);
      sms.answer(taken(1));
      await instances.reaches(jobId, 'accepted');
      await other.outbox.pause();
      other.outbox.removeSendingNode('node-1');
      await holder.outbox.track(delivered(1), 'webhook');
      instances.clock.advance(5_000);
      await instances.rests();
      assert.deepEqual([holder.node.ends.length, other.node.ends.length], [0, 0]);
      other.outbox.resume();
      await instances.passUntil('it is told', () => holder.node.ends.length === 1, 50);
    });

    it('of an instance that is gone is left to the one that has claimed it first', async () => {
      const third = instances.join('c');
      const { jobId } = await third.outbox.submit(text(1));
      await sms.called(1);
      sms.answer(taken(1));
      await instances.reaches(jobId, 'accepted');
      third.kill();
      let isReady = (): void => undefined;
      const claimed: string[] = [];
      for (const { joined, node } of [holder, other]) {
        node.prepare = (report) => {
          claimed.push(joined.instance);
          return new Promise((resolve) => (isReady = () => resolve(report)));
        };
      }
      await holder.outbox.track(delivered(1), 'webhook');
      await instances.passUntil('it is claimed', () => claimed.length > 0, 50);
      instances.clock.advance(60_000);
      await instances.rests();
      isReady();
      await eventually('it is told', () => holder.node.ends.length + other.node.ends.length > 0);
      await instances.rests();
      assert.deepEqual([claimed.length, [...tellings(holder.node), ...tellings(other.node)]], [1, [false]]);
    });

    it('is told again, as such, where the one that was about to tell it has gone', async () => {
      other.node.finished = () => other.kill();
      await ends(other, holder, 1);
      await instances.passUntil('it is told', () => holder.node.ends.length === 1, 50);
      assert.deepEqual(tellings(holder.node), [true]);
    });

    it('is not told by a process that was stopped after it had claimed it, once another has', async () => {
      let isReady = (): void => undefined;
      other.node.prepare = (report) => new Promise((resolve) => (isReady = () => resolve(report)));
      const jobId = await ends(other, holder, 1);
      await instances.passUntil('it is claimed', async () => (await claimant(jobId)) === 'b');
      other.stop();
      isReady();
      await instances.passUntil('another tells it', () => holder.node.ends.length === 1, 50);
      other.goOn();
      await instances.rests();
      instances.clock.advance(60_000);
      await instances.rests();
      assert.deepEqual([other.node.ends, tellings(holder.node)], [[], [true]]);
    });

    it('is told once by whoever comes first, where the one that had claimed it was stopped meanwhile', async () => {
      let isReady = (): void => undefined;
      other.node.prepare = (report) => new Promise((resolve) => (isReady = () => resolve(report)));
      const third = instances.join('c', { node: 'node-3' });
      const jobId = await ends(third, holder, 1);
      holder.kill();
      await instances.passUntil('it is claimed', async () => (await claimant(jobId)) === 'b');
      const again = third.addNode('node-1');
      third.outbox.resume();
      other.node.prepare = (report) => Promise.resolve(report);
      other.stop();
      isReady();
      other.goOn();
      await instances.passUntil('it is told', () => other.node.ends.length + again.ends.length > 0, 250);
      await instances.rests();
      assert.deepEqual([...tellings(other.node), ...tellings(again)], [true]);
    });

    it('goes to another where the deploy that leaves the node out comes in the middle of the telling', async () => {
      let isReady = (): void => undefined;
      other.node.prepare = (report) => new Promise((resolve) => (isReady = () => resolve(report)));
      const jobId = await ends(other, holder, 1);
      await instances.passUntil('it is claimed', async () => (await claimant(jobId)) === 'b');
      const paused = other.outbox.pause();
      isReady();
      await paused;
      other.outbox.removeSendingNode('node-1');
      other.outbox.resume();
      await instances.passUntil('it is told', () => holder.node.ends.length === 1, 250);
      assert.deepEqual(other.node.ends, []);
    });

    it('is told by one at a time, though it is not known yet that the other has the node', async () => {
      let isReady = (): void => undefined;
      other.node.prepare = (report) => new Promise((resolve) => (isReady = () => resolve(report)));
      const jobId = await ends(other, other, 1);
      await instances.passUntil('it is claimed', async () => (await claimant(jobId)) === 'b');
      for (const scope of other.joined.wanted.keys()) other.joined.want(scope, undefined);
      instances.clock.advance(60_000);
      await instances.rests();
      assert.deepEqual(holder.node.ends, []);
      isReady();
      await instances.passUntil('it is told', () => other.node.ends.length === 1, 250);
    });

    it('is told by one at a time, though the other has joined a moment ago and is not heard of yet', async () => {
      const joined = instances.join('c');
      holder.joined.unheard.add(joined.joined);
      other.joined.unheard.add(joined.joined);
      let isReady = (): void => undefined;
      joined.node.prepare = (report) => new Promise((resolve) => (isReady = () => resolve(report)));
      for (const { outbox } of [holder, other]) await outbox.pause();
      const jobId = await ends(joined, joined, 1);
      await instances.passUntil('it is claimed', async () => (await claimant(jobId)) === 'c', 50);
      for (const { outbox } of [holder, other]) outbox.resume();
      instances.clock.advance(2_500);
      await instances.rests();
      assert.deepEqual([...holder.node.ends, ...other.node.ends], []);
      isReady();
      await instances.passUntil('it is told', () => joined.node.ends.length === 1, 50);
    });

    it('is reported by another instance if the one that had claimed it is never heard of', async () => {
      const joined = instances.join('c');
      holder.joined.unheard.add(joined.joined);
      joined.node.prepare = () => new Promise(() => undefined);
      for (const { outbox } of [holder, other]) await outbox.pause();
      const jobId = await ends(joined, joined, 1);
      await instances.passUntil('it is claimed', async () => (await claimant(jobId)) === 'c', 50);
      for (const { outbox } of [holder, other]) outbox.resume();
      other.kill();
      joined.kill();
      await instances.rests();
      assert.deepEqual(holder.node.ends, []);
      await instances.passUntil('it is told', () => holder.node.ends.length === 1);
      assert.deepEqual(tellings(holder.node), [true]);
    });

    it('is not reported by an instance that is considered dead, but by one that is alive', async () => {
      holder.joined.die();
      other.joined.die();
      await holder.outbox.submit(text(1));
      instances.clock.advance(60_000);
      await instances.rests();
      assert.equal(sms.calls.length, 0, 'nor does it send');
      holder.joined.revive();
      other.joined.revive();
      await instances.passUntil('it is sent', () => sms.calls.length === 1);
      sms.answer(taken(1));
      const jobId = await ends(holder, other, 2);
      holder.joined.die();
      other.joined.die();
      instances.clock.advance(60_000);
      await instances.rests();
      const before = holder.node.ends.length;
      holder.joined.revive();
      await instances.passUntil('it is told', () => holder.node.ends.length + other.node.ends.length === before + 1);
      assert.equal(holder.node.ends.at(-1)?.redelivered, false, 'nobody has counted in vain');
      await eventually('it is marked', async () => (await instances.job(jobId)).messages[0]?.told === true);
    });

    it('is not hidden behind others that this instance may not report', async () => {
      const jobs: string[] = [];
      other.node.fails = true;
      for (let n = 0; n < 25; n += 1) jobs.push(await ends(other, other, n));
      await instances.rests();
      await ends(holder, other, 99);
      await instances.passUntil('it is told', () => holder.node.ends.length === 1, 50);
      assert.deepEqual([numbers(holder.node.ends), other.node.ends], [[99], []]);
    });
  });
});
