import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deferred } from '../../src/work/deferred';
import { eventually } from '../support/eventually';
import { SCOPE } from '../support/inbox';
import { Several, type Instance } from '../support/several';

/** As by SIGSTOP, longer than its lease, and SIGCONT: what it was doing goes on where it was. */
describe('a holder that was stopped in the middle of something, and goes on after another has taken over', () => {
  let several: Several;
  let a: Instance;
  let b: Instance;

  async function prepare(): Promise<void> {
    several = await Several.prepare({ account: 'efax-1', pushes: false });
    a = several.join('a');
    b = several.join('b');
  }

  afterEach(() => several.close());

  /** `a` stops where it calls this of its store; returns what lets it go on. Resolves `reached` when it is there. */
  function stopAt(method: 'accept' | 'attach' | 'ackDone'): { reached: Promise<void>; goOn: () => void } {
    const { store } = a.rig.inbox;
    const original = store[method] as (...given: unknown[]) => Promise<unknown>;
    const there = deferred();
    const gate = deferred();
    store[method] = (async (...given: unknown[]) => {
      there.resolve();
      await gate.promise;
      return original.apply(store, given);
    }) as never;
    return { reached: there.promise, goOn: gate.resolve };
  }

  /** `a` is the holder, and where it stops. */
  async function begin({ reached }: { reached: Promise<void> }): Promise<void> {
    await a.rig.start();
    await b.rig.start();
    await reached;
  }

  const files = async (): Promise<string[]> => {
    const names = await readdir(join(several.rig.inbox.folder, 'documents'), { withFileTypes: true });
    return names.filter((name) => name.isFile()).map(({ name }) => name);
  };

  it('accepts nothing twice', async () => {
    await prepare();
    const { rig } = several;
    const ids = Array.from({ length: 5 }, () => rig.simulator.inject({ deliver: 'poll-only' }));
    const stop = stopAt('accept');
    await begin(stop);
    a.sharing.die();
    for (const id of ids) await rig.rowIn(id, 'parked');
    stop.goOn();
    await rig.rests();
    const { parked, conflicts } = await rig.inbox.store.counts(SCOPE);
    assert.deepEqual([parked, conflicts], [ids.length, 0]);
    assert.equal((await files()).length, ids.length);
  });

  it('throws a document away that another has fetched meanwhile, and not the other’s', async () => {
    await prepare();
    const { rig } = several;
    const id = rig.simulator.inject({ deliver: 'poll-only' });
    const stop = stopAt('attach');
    await begin(stop);
    a.sharing.die();
    const { document } = await rig.rowIn(id, 'parked');
    stop.goOn();
    await eventually('one file is left', async () => (await files()).length === 1);
    assert.deepEqual(await files(), [document?.file]);
    assert.equal((await rig.row(id))?.document?.file, document?.file);
  });

  it('tells the provider twice, which harms nothing, and keeps what the other has written down', async () => {
    await prepare();
    const { rig } = several;
    const id = rig.simulator.inject({ deliver: 'poll-only' });
    await a.rig.start();
    await b.rig.start();
    await rig.rowIn(id, 'parked');
    const stop = stopAt('ackDone');
    await a.rig.mark(id);
    await stop.reached;
    a.sharing.die();
    await eventually('it is written down', async () => (await rig.inbox.store.counts(SCOPE)).acks === 0);
    const before = await rig.row(id);
    stop.goOn();
    await rig.rests();
    assert.deepEqual(await rig.row(id), before);
    assert.equal(rig.simulator.received().length, 1);
  });

  it('asks the provider nothing more, and shows who is the holder now', async () => {
    await prepare();
    const { rig } = several;
    const id = rig.simulator.inject({ deliver: 'poll-only' });
    const stop = stopAt('accept');
    await begin(stop);
    a.sharing.die();
    await rig.rowIn(id, 'parked');
    await b.rig.reached('polling');
    await rig.rests();
    const asked = rig.simulator.requests();
    stop.goOn();
    await rig.rests();
    assert.deepEqual(rig.simulator.requests(), asked);
    assert.deepEqual(a.rig.state, { state: 'standby', holder: 'b' });
    a.sharing.revive();
    await rig.rests();
    assert.deepEqual(a.rig.state, { state: 'standby', holder: 'b' });
    assert.equal(several.holder, 'b');
  });
});
