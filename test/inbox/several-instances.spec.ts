import assert from 'node:assert/strict';
import type { SmsReceived } from '../../src/domain/sms';
import { InFlow } from '../../src/inbox/in-flow';
import { receivedSms, smsOptOut } from '../support/events';
import { Instances, type Instance } from '../support/instances';
import { SCOPE } from '../support/inbox';
import type { TestNode } from '../support/offering';

const ONE = '+15550100001';
const TWO = '+15550100002';
const MINUTE = 60_000;

function sms(id: string, to = ONE) {
  const event = receivedSms(id);
  return { ...event, payload: { ...event.payload, to } satisfies SmsReceived };
}

const ids = (count: number, name = 'sms'): string[] => Array.from({ length: count }, (_, at) => `${name}-${at}`);
const only = (filter: string) => () => ({ kinds: ['sms.received' as const], numbers: { filter, country: '' } });

describe('several instances on one store', () => {
  let instances: Instances;
  let a: Instance;
  let b: Instance;
  beforeEach(() => {
    instances = new Instances();
    a = instances.join('a');
    b = instances.join('b');
  });
  afterEach(() => instances.close());

  const start = async (...which: Instance[]): Promise<void> => {
    for (const each of which) each.inbox.start(false);
    await instances.quiet();
  };
  const stateOf = async (id: string): Promise<string> => (await instances.row(sms(id))).state;

  describe('offer what arrives', () => {
    it('to one of them only', async () => {
      const nodes = [a.node('n'), b.node('n')];
      await start(a, b);
      for (const id of ids(40)) await (id.endsWith('3') ? a : b).take(sms(id));
      await instances.quiet();
      const got = nodes.flatMap((node) => node.ids);
      assert.deepEqual(got.sort(), ids(40).sort());
    });

    it('to the one that has its node, at whichever it arrives, past what another wants', async () => {
      const [one, two] = [a.node('n', { wants: only(ONE) }), b.node('n', { wants: only(TWO) })];
      await start(a);
      // Nobody tells of it yet: it waits for the flows of b.
      b.inbox.start(false);
      await a.take(sms('first', TWO));
      await b.take(sms('second', ONE));
      await instances.quiet();
      assert.deepEqual([one.ids, two.ids], [['second'], ['first']]);
      assert.deepEqual([one.got[0]?.attempt, two.got[0]?.attempt], [1, 1]);
    });

    it('while the one that wants it has no room: it waits, and holds up nothing', async () => {
      const one = a.node('n', { wants: only(ONE) });
      b.node('n', { wants: only(TWO) });
      await start(a, b);
      b.stop();
      // Its lease is not over yet.
      b.sharing.revive();
      for (const id of ids(600, 'two')) await a.take(sms(id, TWO));
      await a.take(sms('one'));
      await instances.quiet();
      assert.deepEqual(one.ids, ['one']);
      assert.equal((await a.anyStore.counts(SCOPE)).new, 600);
    });

    it('never as done where only another instance wants a status or opt-out', async () => {
      a.node('n');
      const two = b.node('n', { wants: () => ({ kinds: ['sms.optout'] }) });
      await start(a, b);
      await a.take(smsOptOut('1'));
      await instances.quiet();
      assert.deepEqual(two.ids, ['1']);
      assert.equal((await instances.row(smsOptOut('1'))).completedAs, 'handed-over');
    });

    it('never as done where the one that wants a status starts a moment later', async () => {
      await start(a);
      await a.take(smsOptOut('1'));
      await instances.pass(MINUTE / 2);
      const two = b.node('n', { wants: () => ({ kinds: ['sms.optout'] }) });
      await start(b);
      assert.deepEqual(two.ids, ['1']);
      await a.take(smsOptOut('2'));
      assert.deepEqual((await instances.row(smsOptOut('2'))).state, 'new');
      await b.inbox.pause();
      const alone = new Instances();
      const only = alone.join('only');
      only.inbox.start(false);
      await only.take(smsOptOut('3'));
      await alone.pass(MINUTE + 2_000);
      assert.equal((await alone.row(smsOptOut('3'))).completedAs, 'unwanted');
      await alone.close();
    });

    it('stores it as wanted where another instance wants it, and as unclaimed where none does', async () => {
      a.node('n', { wants: only(ONE) });
      b.node('n', { wants: only(TWO) });
      await start(a, b);
      await b.inbox.pause();
      await a.take(sms('two', TWO));
      await a.take(sms('three', '+15550100003'));
      assert.deepEqual([await stateOf('two'), await stateOf('three')], ['new', 'parked']);
    });
  });

  describe('put aside what nobody wants', () => {
    it('until a node appears at any of them, and with few writes', async () => {
      await start(a, b);
      for (const id of ids(30)) await a.take(sms(id));
      await instances.quiet();
      assert.equal((await a.anyStore.counts(SCOPE)).parked, 30);
      instances.asked.changes = 0;
      const node = b.node('n');
      await instances.quiet();
      assert.deepEqual(node.ids, ids(30));
      // One to put them back, or two at the same time, and one to claim them.
      assert(instances.asked.changes <= 4, `${instances.asked.changes} changes`);
      instances.asked.changes = 0;
      await instances.pass(10 * MINUTE, 10_000);
      assert.equal(instances.asked.changes, 0, 'nobody puts them to and fro');
    });

    it('comes back where it was put aside by one that had not heard of its node yet', async () => {
      a.sharing.unheard.add(b.sharing);
      const node = b.node('n');
      await start(a, b);
      await a.take(sms('1'));
      await instances.quiet();
      assert.equal(await stateOf('1'), 'parked');
      a.sharing.unheard.delete(b.sharing);
      a.sharing.tell('change');
      await instances.quiet();
      assert.deepEqual(node.ids, ['1']);
    });

    it('waits for an instance that is deployed or restarted, and for no longer than that', async () => {
      a.node('n', { wants: only(TWO) });
      b.node('n', { wants: () => ({ kinds: ['sms.optout', 'sms.received'] }) });
      await start(a, b);
      await b.inbox.stop();
      await a.take(smsOptOut('1'));
      await a.take(sms('1'));
      await instances.pass(9 * MINUTE, 10_000);
      assert.deepEqual([(await instances.row(smsOptOut('1'))).state, await stateOf('1')], ['new', 'new']);
      const back = instances.join('b');
      const node = back.node('n', { wants: () => ({ kinds: ['sms.optout'] }) });
      back.inbox.start(false);
      await instances.quiet();
      assert.deepEqual(node.ids, ['1']);
      assert.equal(await stateOf('1'), 'parked');
      await back.inbox.stop();
      await a.take(smsOptOut('2'));
      await instances.pass(11 * MINUTE, 10_000);
      assert.equal((await instances.row(smsOptOut('2'))).completedAs, 'unwanted');
    });
  });

  describe('wait for one that is away, also those that begin to look meanwhile:', () => {
    const optOuts = { wants: () => ({ kinds: ['sms.optout' as const] }) };
    const isOpen = async (id: string): Promise<boolean> => (await instances.row(smsOptOut(id))).state === 'new';

    for (const [what, leave] of [
      ['left in order', (one: Instance) => one.inbox.stop().then(() => one.sharing.leave())],
      ['crashed', (one: Instance) => one.die()],
    ] as [string, (one: Instance) => unknown][]) {
      for (const [how, first] of [
        ['a restart', () => b.inbox.stop().then(() => b.sharing.leave())],
        ['a deploy', () => b.inbox.stop()],
        ['a crash', () => b.die()],
      ] as [string, () => unknown][]) {
        it(`it ${what}, and ${how} of the other came in its ten minutes`, async () => {
          const anyone = instances.join('anyone');
          a.node('n', optOuts);
          await start(a, b, anyone);
          await leave(a);
          await instances.pass(MINUTE);
          await first();
          const again = how === 'a deploy' ? instances.redeploy(b) : instances.join('b');
          again.inbox.start(false);
          anyone.die();
          await instances.pass(2 * MINUTE, 5_000);
          await again.take(smsOptOut('1'));
          await instances.pass(5 * MINUTE, 5_000);
          assert(await isOpen('1'));
          const back = instances.join('a');
          const node = back.node('n', optOuts);
          back.inbox.start(false);
          await instances.quiet();
          assert.deepEqual(node.ids, ['1']);
        });

        it(`it ${what}, and is waited for after ${how} no longer than ten minutes in all`, async () => {
          a.node('n', optOuts);
          await start(a, b);
          await leave(a);
          await instances.pass(8 * MINUTE, 5_000);
          await first();
          const again = how === 'a deploy' ? instances.redeploy(b) : instances.join('b');
          again.inbox.start(false);
          await again.take(smsOptOut('1'));
          await instances.pass(MINUTE, 5_000);
          assert(await isOpen('1'));
          await instances.pass(2 * MINUTE, 5_000);
          assert.equal((await instances.row(smsOptOut('1'))).completedAs, 'unwanted');
          assert.deepEqual(await instances.left(), [], 'nothing of it stays in the store');
        });
      }
    }

    it('but not what it did not want any more when it left, nor what it wants since it is back', async () => {
      a.node('n', optOuts);
      await start(a, b);
      await a.inbox.stop();
      a.sharing.leave();
      assert.deepEqual((await instances.left()).length, 1);
      const back = instances.join('a');
      back.inbox.start(false);
      await instances.quiet();
      assert.deepEqual(await instances.left(), []);
      await back.inbox.stop();
      back.sharing.leave();
      assert.deepEqual(await instances.left(), []);
    });

    it('also where the one that left had just been started, and nothing of it was told yet', async () => {
      a.node('n', optOuts);
      await start(a, b);
      await a.inbox.stop();
      const [left] = await instances.left();
      const short = instances.redeploy(a);
      short.node('n', optOuts);
      await short.inbox.stop();
      assert.deepEqual(await instances.left(), [left]);
    });
  });

  describe('beside a long backlog of another', () => {
    const BACKLOG = 1_500;

    it('do not read all of it with every event, and find what comes before it', async () => {
      const one = a.node('n', { wants: only(ONE) });
      b.node('n', { wants: only(TWO) });
      await start(a, b);
      await b.inbox.pause();
      await Promise.all(ids(BACKLOG, 'two').map((id) => b.take(sms(id, TWO))));
      await instances.quiet();
      instances.asked.listed = 0;
      for (const id of ids(50)) {
        await b.take(sms(id, ONE));
        await instances.quiet();
        assert.equal(one.ids.at(-1), id);
      }
      // Two looks an event, each at the end of the queue only.
      assert(instances.asked.listed < 50 * 2 * 300, `${instances.asked.listed} heads were read for 50 events`);
      // It comes to a place before the backlog: orders come in blocks, and some come back to their old place.
      await a.store.accept(newEventAt('early'));
      instances.fake.wrote(b.sharing);
      await instances.pass(2_000);
      assert.equal(one.ids.at(-1), 'early');
    });

    function newEventAt(id: string) {
      const { kind, providerId, payload, raw } = sms(id);
      instances.disk.lastOrder = -1;
      return {
        ...{ key: instances.keyOf(sms(id)), scope: SCOPE, kind, connection: 'c', source: 'webhook' as const },
        ...{ providerId, payload, raw, to: payload.to, hashes: {}, storedAt: 0, now: instances.clock.now() },
        ...{ start: 'new' as const, keepUntil: instances.clock.now() + MINUTE },
      };
    }
  });

  describe('take over from one that is gone', () => {
    it('what it had in its flow, at once, once, and as after a crash', async () => {
      const c = instances.join('c');
      const [, there] = [a.node('n'), b.node('n')];
      await start(a);
      await a.take(sms('1'));
      await instances.quiet();
      await start(b, c);
      a.die();
      await instances.quiet();
      assert.deepEqual(
        there.got.map(({ attempt, redelivered }) => [attempt, redelivered]),
        [[2, true]],
      );
      assert.equal((await instances.row(sms('1'))).crashes, 1);
      await instances.pass(MINUTE);
      assert.equal(there.got.length, 1);
    });

    it('also where leases never run out', async () => {
      const [first, second] = [{ redeliverMinutes: 0 }, { redeliverMinutes: 0 }].map((options, at) =>
        instances.join(`no-lease-${at}`, options),
      ) as [Instance, Instance];
      first.node('n');
      const node = second.node('n');
      await start(first);
      await first.take(sms('1'));
      await instances.quiet();
      await start(second);
      first.die();
      await instances.quiet();
      assert.deepEqual(node.ids, ['1']);
    });

    /** An event that is in this instance's flow, with no lease. */
    async function claimAs(owner: string): Promise<void> {
      a.state = 'stopped';
      await b.take(sms(owner));
      const claim = { scope: SCOPE, queue: 'new' as const, now: instances.clock.now(), limit: 1 };
      await b.store.claim({ ...claim, owner, decide: () => ({ offer: { leaseUntil: undefined } }) });
      a.state = 'runs';
    }

    it('also one that nobody knows any more, but none that has only just joined', async () => {
      const node = a.node('n');
      await start(a);
      for (const owner of ['forgotten', 'new']) {
        await claimAs(owner);
      }
      await instances.pass(MINUTE);
      instances.fake.join('new');
      await instances.pass(3 * MINUTE, 5_000);
      assert.deepEqual(node.ids, ['forgotten']);
      assert.equal((await instances.row(sms('new'))).owner, 'new');
    });

    it('also one that came back without the account, but none that has nodes for it', async () => {
      const node = a.node('n');
      await start(a);
      for (const owner of ['without', 'with']) {
        await claimAs(owner);
        instances.fake.join(owner).want(SCOPE, owner === 'with' ? [] : undefined);
      }
      await instances.pass(9 * MINUTE, 5_000);
      assert.deepEqual(node.ids, [], 'its flows may only be deployed');
      await instances.pass(3 * MINUTE, 5_000);
      assert.deepEqual(node.ids, ['without']);
      assert.equal((await instances.row(sms('with'))).owner, 'with');
    });

    it('by the holder only, and by the next one where the holder is gone', async () => {
      let held = 'b';
      const by = (name: string) => ({
        holding: {
          get isHeld() {
            return held === name;
          },
        },
      });
      const [x, y, z] = ['x', 'y', 'z'].map((name) => instances.join(name, by(name))) as [Instance, Instance, Instance];
      x.node('n');
      const node = z.node('n');
      await start(x);
      await x.take(sms('1'));
      await instances.quiet();
      await start(y, z);
      x.die();
      await instances.quiet();
      assert.equal((await instances.row(sms('1'))).owner, 'x');
      held = 'y';
      await instances.pass(5_000);
      assert.deepEqual(node.ids, ['1']);
    });

    it('again where it came back and is gone once more', async () => {
      a.node('n');
      await start(a);
      await a.take(sms('1'));
      await instances.quiet();
      await start(b);
      for (let times = 1; times <= 2; times += 1) {
        a.stop();
        await instances.quiet();
        assert.equal(await stateOf('1'), 'redeliver');
        a.goOn();
        await instances.quiet();
        assert.equal(await stateOf('1'), 'offered');
      }
    });

    it('at once where it stops in order, and no crash is counted', async () => {
      a.node('n');
      const node = b.node('n');
      await start(a);
      await a.take(sms('1'));
      await instances.quiet();
      await start(b);
      await a.inbox.stop();
      await instances.quiet();
      assert.deepEqual(node.ids, ['1']);
      const { attempt, crashes, expired } = await instances.row(sms('1'));
      assert.deepEqual([attempt, crashes, expired], [2, 0, 0]);
    });

    it('at once where it stops before its flows have started', async () => {
      a.node('n');
      const node = b.node('n');
      await start(a);
      await a.take(sms('1'));
      await instances.quiet();
      await start(b);
      a.state = 'cut';
      await a.inbox.stop();
      await instances.join('a').inbox.stop();
      await instances.quiet();
      assert.deepEqual(node.ids, ['1']);
    });

    it('at once where its node goes away', async () => {
      a.node('n');
      const node = b.node('n');
      await start(a);
      await a.take(sms('1'));
      await instances.quiet();
      await start(b);
      await a.inbox.pause();
      a.removeNode('n');
      a.inbox.start(false);
      await instances.quiet();
      assert.deepEqual(node.ids, ['1']);
    });
  });

  describe('where one was stopped for longer than its lease', () => {
    it('hand over nothing that it claimed before', async () => {
      const here = a.node('n', { mode: 'auto' });
      await start(a);
      await a.take(sms('0'));
      await instances.quiet();
      assert.deepEqual(here.ids, ['0']);
      // It is stopped in the middle of a claim, which arrives all the same.
      const change = a.store.claim;
      a.store.claim = async (request) => {
        const rows = await change(request);
        if (rows.length > 0) a.stop();
        await a.store.get('waits').catch(() => undefined);
        return rows;
      };
      const there = b.node('n');
      await start(b);
      await b.inbox.pause();
      await a.take(sms('1'));
      await instances.quiet();
      b.inbox.start(false);
      await instances.quiet();
      assert.deepEqual(there.ids, ['1']);
      a.store.claim = change;
      a.goOn();
      await instances.pass(5_000);
      assert.deepEqual([here.ids, there.ids], [['0'], ['1']]);
      assert.equal(a.inbox.inFlow, 0);
    });

    it('hand over nothing while that may be so', async () => {
      const [here, there] = [a.node('n'), b.node('n')];
      await start(a);
      const { claim } = a.store;
      a.store.claim = async (request) => {
        const rows = await claim(request);
        if (rows.length > 0) a.sharing.die();
        return rows;
      };
      await a.take(sms('1'));
      await instances.quiet();
      await start(b);
      assert.deepEqual([here.ids, there.ids], [[], ['1']]);
    });

    it('know that what their flow had meanwhile crashed nothing', async () => {
      a.node('n');
      b.node('n');
      await start(a);
      await a.take(sms('1'));
      await instances.quiet();
      await start(b);
      a.stop();
      await instances.quiet();
      assert.equal((await instances.row(sms('1'))).crashes, 1);
      a.goOn();
      await instances.pass(2_000);
      assert.deepEqual([(await instances.row(sms('1'))).crashes, a.inbox.inFlow], [0, 0]);
    });

    it('claim nothing while the others may take them for gone', async () => {
      const here = a.node('n');
      await start(a, b);
      a.sharing.die();
      await b.take(sms('1'));
      await instances.pass(3_000);
      assert.equal(here.got.length, 0);
      a.sharing.revive();
      await instances.pass(2_000);
      assert.deepEqual(here.ids, ['1']);
    });
  });

  describe('close events of each other', () => {
    it('and have room again, also when all of it was taken', async () => {
      const here = a.node('n');
      await start(a, b);
      await Promise.all(ids(InFlow.MAX_OFFERS + 40).map((id) => b.take(sms(id))));
      await instances.pass(1_000);
      assert.equal(here.got.length, InFlow.MAX_OFFERS);
      for (const id of ids(40)) {
        assert(await b.inbox.close(instances.keyOf(sms(id)), { as: 'flow', acknowledge: 'keep' }));
      }
      await instances.quiet();
      assert.equal(here.got.length, InFlow.MAX_OFFERS + 40);
    });

    it('which is looked up a few times a second where all room is taken, and the last word is not missed', async () => {
      const here = a.node('n');
      await start(a, b);
      await Promise.all(ids(InFlow.MAX_OFFERS + 40).map((id) => b.take(sms(id))));
      await instances.pass(1_000);
      const { list } = a.store;
      let looks = 0;
      a.store.list = (request) => {
        if (request.state === 'offered' && request.after === 0) looks += 1;
        return list(request);
      };
      for (const id of ids(20, 'more')) {
        await b.take(sms(id));
        await instances.pass(50, 50);
      }
      assert(looks >= 3 && looks <= 5, `${looks} looks in a second`);
      await b.inbox.close(instances.keyOf(sms('sms-0')), { as: 'flow', acknowledge: 'keep' });
      await instances.pass(250, 50);
      assert.equal(here.got.length, InFlow.MAX_OFFERS + 1);
    });

    it('which is looked up once a second at most', async () => {
      a.node('n');
      await start(a, b);
      for (const id of ids(50)) await b.take(sms(id));
      await instances.pass(2_000);
      const left: number[] = [];
      for (const id of ids(50)) {
        await b.inbox.close(instances.keyOf(sms(id)), { as: 'flow', acknowledge: 'keep' });
        await instances.quiet();
        left.push(a.inbox.inFlow);
      }
      assert.deepEqual([...new Set(left)], [49]);
      await instances.pass(1_000);
      assert.equal(a.inbox.inFlow, 0);
    });

    it('also one that is being offered again', async () => {
      a.node('n');
      const there = b.node('n');
      await start(a);
      await a.take(sms('1'));
      await instances.quiet();
      const { claim } = b.store;
      b.store.claim = async (request) => {
        const rows = await claim(request);
        if (rows.length > 0) await a.inbox.close(instances.keyOf(sms('1')), { as: 'flow', acknowledge: 'keep' });
        return rows;
      };
      await start(b);
      a.sharing.die();
      await instances.quiet();
      assert.deepEqual([there.ids, b.inbox.inFlow], [[], 0]);
      assert.equal(await stateOf('1'), 'completed');
    });

    it('and say the same as the owner', async () => {
      a.node('n');
      await start(a, b);
      await a.take(sms('1'));
      await instances.quiet();
      const close = (by: Instance, id: string) =>
        by.inbox.close(instances.keyOf(sms(id)), { as: 'flow', acknowledge: 'keep' });
      assert.equal(await close(b, '1'), true);
      assert.equal(await close(b, '1'), false);
      assert.equal(await close(a, '1'), false);
      await assert.rejects(close(a, 'unknown'), { code: 'PUSHLINE_EVENT_UNKNOWN' });
      await assert.rejects(close(b, 'unknown'), { code: 'PUSHLINE_EVENT_UNKNOWN' });
    });
  });

  describe('end leases', () => {
    it('of their own flow first; another does it where they do not', async () => {
      a.node('n');
      await start(a);
      await a.take(sms('1'));
      await instances.quiet();
      await start(b);
      const ended: string[] = [];
      for (const each of [a, b]) {
        const { expire } = each.store;
        each.store.expire = async (...asked) => {
          const result = await expire(...asked);
          if (result.redeliver.length > 0) ended.push(each.name);
          return result;
        };
      }
      await instances.pass(15 * MINUTE + 1_000, 1_000);
      assert.deepEqual(ended, ['a']);
      a.state = 'stopped';
      await instances.pass(31 * MINUTE, 5_000);
      assert.deepEqual(ended, ['a', 'b']);
    });

    describe('and find that an event is dead', () => {
      let x: Instance;
      let y: Instance;
      let node: TestNode;

      beforeEach(async () => {
        [x, y] = ['x', 'y'].map((name) => instances.join(name, { maxAttempts: 1 })) as [Instance, Instance];
        node = x.node('n');
        y.node('n', { wants: only(TWO) });
        await start(x, y);
        await y.take(sms('1'));
        await instances.pass(14 * MINUTE, 5_000);
        x.state = 'stopped';
        await instances.pass(2 * MINUTE, 5_000);
        assert.equal(await stateOf('1'), 'dead');
      });

      it('where there is no node for it: the one that has it tells, once', async () => {
        x.goOn();
        await instances.pass(10_000);
        assert.equal(node.dead.length, 1);
        y.node('late');
        await instances.pass(10_000);
        assert.deepEqual([node.dead.length, y.nodes.get('late')?.dead.length], [1, 0]);
      });

      it('and have no node for it any more: the first one that comes is told', async () => {
        x.goOn();
        x.die();
        await instances.pass(MINUTE, 5_000);
        const z = instances.join('z');
        const late = [y.node('late'), z.node('n')];
        z.inbox.start(false);
        await instances.pass(10_000);
        assert.equal(late.flatMap(({ dead }) => dead).length, 1);
      });

      it('but not where it is offered again before', async () => {
        await y.store.reoffer(instances.keyOf(sms('1')), instances.clock.now());
        x.goOn();
        await instances.pass(10_000);
        assert.equal(node.dead.length, 0);
      });
    });
  });
});
