import assert from 'node:assert/strict';
import { scopeOf } from '../../src/domain/event-key';
import type { Scope } from '../../src/domain/event-key';
import { accept } from '../../src/inbox/accept';
import { DyingProcess, newHistory, type Flow, type History } from '../support/dying-process';
import { receivedSms } from '../support/events';
import { MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';

const OTHER = scopeOf('esendex', 'ex1');
/** As long as a flow that crashes may take. */
const QUIET_MS = MINUTE;
const SURVIVES_MS = 20 * QUIET_MS;

describe('a flow that crashes Node-RED', () => {
  let inbox: InboxRig;
  let history: History;
  beforeEach(async () => {
    inbox = await openInbox();
    history = newHistory();
  });
  afterEach(() => inbox.close());

  const ids = (count: number, name = 'sms'): string[] => Array.from({ length: count }, (_, at) => `${name}-${at}`);
  const take = async (names: string[], scope: Scope = SCOPE): Promise<void> => {
    const { store, documents, clock } = inbox;
    const context = { store, documents, clock, scope, connection: 'connection-1', retention: { keepDays: 30 } };
    await Promise.all(names.map((name) => accept(context, { event: receivedSms(name) }, 'push')));
  };
  const boot = (flow: Flow): DyingProcess => {
    const process = new DyingProcess(inbox, history, flow);
    process.start(history.starts > 0);
    return process;
  };
  /** Starts it again and again until a start survives for so long. */
  const loop = async (flow: Flow, { atMost = 60 } = {}): Promise<DyingProcess> => {
    for (let starts = 0; starts < atMost; starts += 1) {
      const process = boot(flow);
      await process.run(SURVIVES_MS);
      if (!process.isDead) return process;
      await process.end();
    }
    throw new Error('it still crashes');
  };
  const stateOf = async (id: string, scope: Scope = SCOPE): Promise<string | undefined> =>
    (await inbox.store.get(`${scope}:sms.received:${id}`))?.state;
  const poison =
    (...names: string[]) =>
    (id: string): boolean =>
      names.includes(id);

  /** How many starts it takes at most to find one of so many: three, one for each halving, and two to be sure. */
  const enough = (count: number): number => 3 + Math.ceil(Math.log2(count)) + 3;
  const minutes = (): number => (history.ms - SURVIVES_MS) / MINUTE;

  for (const [what, flow] of [
    ['closes the others at once', {}],
    ['closes the others after 20 s', { closeAfterMs: 20_000 }],
    ['holds the others', { closes: () => false }],
    ['holds the others, and crashes 30 s late', { closes: () => false, crashAfterMs: 30_000 }],
  ] as [string, Flow][]) {
    for (const at of [0, 250]) {
      it(`on no. ${at} of 500 events, and ${what}: finds it in a few starts and minutes`, async () => {
        const all = ids(500);
        const guilty = `sms-${at}`;
        await take(all);
        const last = await loop({ ...flow, crashesOn: poison(guilty) });
        assert.equal(await stateOf(guilty), 'dead');
        assert.deepEqual(history.dead, [guilty]);
        assert.deepEqual(
          all.filter((id) => !history.got.has(id)),
          [guilty],
        );
        assert(history.starts <= enough(500), `${history.starts} starts`);
        assert(minutes() <= 30, `${minutes()} minutes`);
        await last.end();
      });
    }
  }

  it('on two of 300 events: finds both', async () => {
    await take(ids(300));
    const last = await loop({ closes: () => false, crashesOn: poison('sms-17', 'sms-230') });
    assert.deepEqual(history.dead.sort(), ['sms-17', 'sms-230']);
    assert.equal(history.got.size, 298);
    assert(history.starts <= 2 * enough(300), `${history.starts} starts`);
    await last.end();
  });

  it('on one that comes while another is sought: finds both', async () => {
    await take(ids(200));
    const flow: Flow = { closes: () => false, crashesOn: poison('sms-100', 'late-1') };
    for (let starts = 0; starts < 7; starts += 1) {
      const process = boot(flow);
      await process.run(QUIET_MS);
      await process.end();
    }
    await take(ids(3, 'late'));
    const last = await loop(flow);
    assert.deepEqual(history.dead.sort(), ['late-1', 'sms-100']);
    assert.equal(history.got.size, 201);
    await last.end();
  });

  it('offers every new event at once meanwhile, however many there are', async () => {
    await take(ids(300));
    const guilty = 'sms-111';
    const flow: Flow = { closes: (id) => id.startsWith('new'), crashesOn: poison(guilty) };
    let count = 0;
    for (let isOver = false; !isOver;) {
      const process = boot(flow);
      for (let ticks = 0; ticks < 30 && !process.isDead; ticks += 1) {
        const name = `new-${(count += 1)}`;
        await take([name]);
        await process.wake();
        assert(process.isDead || history.got.has(name), `${name} waits`);
        await process.run(10_000);
      }
      isOver = !process.isDead;
      await process.end();
    }
    assert.deepEqual(history.dead, [guilty]);
    assert(history.starts <= enough(300) + 2, `${history.starts} starts`);
    const lost = ids(count, 'new').slice(1);
    assert.deepEqual(
      lost.filter((name) => !history.got.has(name)),
      [],
    );
  });

  it('blames no event for three kills from outside, and delays none for more than two minutes', async () => {
    const all = ids(900);
    await take(all);
    for (let kills = 0; kills < 3; kills += 1) {
      const process = boot({ closes: () => false });
      await process.run(5_000);
      await process.kill();
    }
    history.got.clear();
    const process = boot({ closes: () => false });
    await process.run(QUIET_MS + 10_000);
    assert.equal(history.got.size, 900);
    await process.run(QUIET_MS);
    for (const id of all) {
      const row = await inbox.store.get(`${SCOPE}:sms.received:${id}`);
      assert.deepEqual([row?.suspect, row?.crashes, row?.expired], [undefined, 0, 0]);
    }
    await process.end();
    assert.deepEqual(history.dead, []);
  });

  for (const seconds of [5, 25, 90]) {
    it(`puts no event aside where Node-RED dies every ${seconds} s for another reason`, async () => {
      await take(ids(20));
      for (let starts = 0; starts < 40; starts += 1) {
        const process = boot({ closes: () => false });
        const name = `new-${starts}`;
        await take([name]);
        await process.wake();
        assert(history.got.has(name));
        await process.run(seconds * 1_000);
        await process.kill();
      }
      assert.deepEqual(history.dead, []);
      history.got.clear();
      const last = boot({ closes: () => false });
      await last.run(10 * QUIET_MS);
      assert.equal(history.got.size, 60);
      await last.end();
    });
  }

  it('puts no event aside where too many at once are the reason', async () => {
    await take(ids(500));
    const last = await loop({ closeAfterMs: 10_000, crashesOn: (_, { size }) => size > 150 });
    assert.deepEqual(history.dead, []);
    assert.equal((await inbox.store.counts(SCOPE)).redeliver, 0);
    await last.run(10 * QUIET_MS);
    assert.equal(history.got.size, 500);
    await last.end();
  });

  it('counts no crash that came before the flows had started', async () => {
    await take(ids(5));
    const first = boot({ closes: () => false });
    await first.run(1_000);
    await first.kill();
    for (let boots = 0; boots < 5; boots += 1) await new DyingProcess(inbox, history, {}).kill();
    const last = boot({ closes: () => false });
    await last.wake();
    assert.equal((await inbox.store.get(`${SCOPE}:sms.received:sms-1`))?.crashes, 1);
    await last.end();
  });

  it('does not blame the events of another connection', async () => {
    await take(ids(100));
    await take(ids(3, 'other'), OTHER);
    const last = await loop({ scopes: [SCOPE, OTHER], closes: () => false, crashesOn: poison('sms-50') });
    assert.deepEqual(history.dead, ['sms-50']);
    assert.equal(history.got.size, 102);
    for (const id of ids(3, 'other')) assert.equal(await stateOf(id, OTHER), 'offered');
    await last.end();
  });

  it('goes on with its search after a stop', async () => {
    await take(ids(100));
    const flow: Flow = { closes: () => false, crashesOn: poison('sms-50') };
    for (let starts = 0; starts < 5; starts += 1) {
      const process = boot(flow);
      await process.run(10 * QUIET_MS);
      await process.end();
    }
    const suspects = async (): Promise<number> => {
      const rows = await Promise.all(ids(100).map((id) => inbox.store.get(`${SCOPE}:sms.received:${id}`)));
      return rows.filter((row) => row?.suspect).length;
    };
    const before = await suspects();
    const stopped = new DyingProcess(inbox, history, { closes: () => false });
    stopped.start(true);
    await stopped.wake();
    await stopped.end();
    const after = new DyingProcess(inbox, history, flow);
    after.start(false);
    await after.wake();
    await after.end();
    assert(before > 0 && (await suspects()) > 0);
    await (await loop(flow)).end();
    assert.deepEqual(history.dead, ['sms-50']);
  });

  it('offers what was put aside again when told to, counting from nothing', async () => {
    await take(ids(1));
    const guilty: Flow = { crashesOn: poison('sms-0') };
    await (await loop(guilty)).end();
    assert.equal(history.starts, 6);
    const key = `${SCOPE}:sms.received:sms-0`;
    assert.deepEqual([(await inbox.store.get(key))?.state, (await inbox.store.get(key))?.deadBy], ['dead', 'crashes']);
    assert.equal(await inbox.store.reoffer(key, inbox.clock.now()), true);
    const row = await inbox.store.get(key);
    assert.deepEqual([row?.state, row?.crashes, row?.suspect, row?.deadBy], ['new', 0, undefined, undefined]);
    const mended = await loop({});
    assert.equal(await stateOf('sms-0'), 'completed');
    await mended.end();
  });
});
