import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { DocumentFolder } from '../../../src/documents/document-folder';
import { SharedFolder } from '../../../src/documents/shared-folder';
import { systemClock } from '../../../src/domain/clock';
import { MINUTE_MS } from '../../../src/domain/durations';
import { silentLog } from '../../../src/domain/log';
import { SteadyTime } from '../../../src/domain/steady-time';
import { confirmPlace } from '../../../src/store/level/folder/confirm';
import { writePlace } from '../../../src/store/level/folder/place';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import { giveUpMove, moveIn, type MoveOptions, type MoveProgress } from '../../../src/store/moving-in/move-in';
import { MoveRefusedError } from '../../../src/store/moving-in/refusal';
import { openPostgresStore, type PostgresStore } from '../../../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import type { Store } from '../../../src/store/store';
import { newJob } from '../../contract/job-store';
import { newEvent, newFax } from '../../contract/store';
import { CuttingProxy } from '../../support/cutting-proxy';
import { eventually } from '../../support/eventually';
import { FakeMachine } from '../../support/fake-clock';
import { flipBit } from '../../support/flip-bit';
import { filesIn, newest } from '../level/damaged-folder';
import { temporaryFolder } from '../level/temporary-folder';
import { optionsFor, withPostgres } from '../postgres/with-postgres';
import { doings, fill, readAll, SCOPES, type Doing } from './filled-store';
import type { MoveTask } from './moving-process';

const { scope } = newEvent('x');
const HOUR_MS = 60 * MINUTE_MS;
const PROCESS = join(__dirname, 'moving-process.ts');

const openLevel = (folder: string, time?: SteadyTime): Promise<Store> =>
  openLevelStore({ folder, clock: systemClock(1, time), log: silentLog, ...(time === undefined ? {} : { time }) });

/** Why the folder cannot be used. */
async function reasonOf(folder: string): Promise<string> {
  try {
    await (await openLevel(folder)).close();
    return 'none';
  } catch (error) {
    return (error as { failureCode: string }).failureCode;
  }
}

describe('Moving an embedded store into PostgreSQL', function () {
  const server = withPostgres();
  const opened: Store[] = [];
  const removals: (() => Promise<void>)[] = [];
  let folder: string;
  let options: PostgresDatabaseOptions;

  beforeEach(async () => {
    const made = await temporaryFolder();
    ({ folder } = made);
    removals.push(made.remove);
    options = optionsFor(server());
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await Promise.all(removals.splice(0).map((remove) => remove()));
  });

  async function openMoved(changes: Partial<PostgresDatabaseOptions> = {}): Promise<PostgresStore> {
    const store = await openPostgresStore({ ...options, ...changes });
    opened.push(store);
    return store;
  }

  async function filled(list: readonly Doing[]): Promise<void> {
    const store = await openLevel(folder);
    await fill(store, new DocumentFolder(folder), list);
    await store.close();
  }

  /** Some events, one of them with a document, and a job. */
  async function small(): Promise<string> {
    const store = await openLevel(folder);
    for (const id of ['one', 'two', 'three']) await store.accept(newEvent(id));
    await store.jobs.submit(newJob('job'));
    const { md5: _, ...document } = await new DocumentFolder(folder).write(Buffer.alloc(700_000, 'fax'));
    await store.accept(newFax('fax', { document: { ...document, filename: 'fax.tif' } }));
    await store.close();
    return document.file;
  }

  const move = (changes: Partial<MoveOptions> = {}) => moveIn({ folder, ...options, ...changes });
  const refused = async (reason: string, changes: Partial<MoveOptions> = {}): Promise<void> => {
    await assert.rejects(move(changes), (error) => {
      assert(error instanceof MoveRefusedError, String(error));
      assert.equal(error.reason, reason, error.message);
      return true;
    });
  };

  it('gives a store that answers every question as the old one did', async () => {
    await fc.assert(
      fc.asyncProperty(doings, async (list) => {
        const made = await temporaryFolder();
        ({ folder } = made);
        options = optionsFor(server());
        try {
          await filled(list);
          const before = await openLevel(folder);
          for (const each of SCOPES) {
            await before.release({ scope: each, owner: 'embedded', now: 0, crashed: false, suspectAfter: 3 });
          }
          const expected = await readAll(before);
          await before.close();
          await move();
          const moved = await openPostgresStore(options);
          try {
            assert.deepEqual(await readAll(moved), expected);
          } finally {
            await moved.close();
          }
        } finally {
          await made.remove();
        }
      }),
      { numRuns: 30 },
    );
  });

  it('moves documents, says what it moved, and changes nothing in the old folder but its mark', async () => {
    const file = await small();
    const before = await filesIn(folder);
    const result = await move();
    assert.equal(result?.events, 4);
    assert.equal(result?.jobs, 1);
    assert.deepEqual([result?.documents, result?.missing, result?.bytes], [1, 0, 700_000]);
    const store = await openMoved();
    const row = await store.get(newFax('fax').key);
    assert(row?.document);
    const found = await new DocumentFolder(folder, store.documents).read(row.document);
    assert('found' in found && found.found.equals(Buffer.alloc(700_000, 'fax')));
    const after = await filesIn(folder);
    assert.equal(after[`documents/${file}`], before[`documents/${file}`]);
    assert.equal(await reasonOf(folder), 'store-moved');
  });

  for (const name of [`o'brien`, 'a$$b', '$&']) {
    it(`moves into a schema of any name: ${name}`, async () => {
      options = optionsFor(server(), { schema: name });
      await small();
      await move();
      const store = await openMoved();
      assert.equal(store.health.failure, undefined);
      assert.equal((await store.get(newFax('fax').key))?.state, 'new');
    });
  }

  it('moves documents into a folder that all share, and begins anew there after a kill', async () => {
    const file = await small();
    const shared = join(folder, '..', 'shared');
    await mkdir(shared);
    await mkdir(join(shared, 'pushline-documents'));
    await writeFile(join(shared, 'pushline-documents', `${file.split('.')[0] ?? ''}.part`), 'half');
    const sharedDocuments = new SharedFolder(shared);
    await move({ sharedDocuments });
    const store = await openMoved({ sharedDocuments: new SharedFolder(shared) });
    const row = await store.get(newFax('fax').key);
    assert(row?.document);
    assert('found' in (await new DocumentFolder(folder, store.documents).read(row.document)));
    assert.equal((await openMoved({ instance: 'other' })).health.failureCode, 'documents-folder');
  });

  it('goes on behind the last place in order of arrival', async () => {
    await small();
    const old = await openLevel(folder);
    const last = Math.max(...(await old.list({ scope, state: 'new', limit: 10 })).map(({ seq }) => seq));
    await old.close();
    await move();
    const store = await openMoved();
    await store.accept(newEvent('later'));
    assert(((await store.get(newEvent('later').key))?.seq ?? 0) > last);
    assert.equal((await store.list({ scope, state: 'new', limit: 10 })).at(-1)?.providerId, 'later');
  });

  it('offers again what was in the flow, as after a clean stop', async () => {
    await small();
    const old = await openLevel(folder);
    const claim = { scope, queue: 'new' as const, owner: 'embedded', now: 0, limit: 2 };
    await old.claim({ ...claim, decide: () => ({ offer: { leaseUntil: undefined } }) });
    await old.close();
    const result = await move();
    assert.deepEqual([result?.released, result?.suspects, result?.dead], [2, 0, 0]);
    const store = await openMoved();
    assert.deepEqual(
      [(await store.counts(scope)).offered, (await store.counts(scope)).redeliver, (await store.counts(scope)).new],
      [0, 2, 2],
    );
    const row = await store.get(newEvent('one').key);
    assert.equal(row?.state, 'redeliver');
    assert.deepEqual([row?.attempt, row?.crashes, row?.owner], [1, 0, undefined]);
  });

  it('blames what was in the flow where the old Node-RED ended without a word, and once only', async () => {
    await small();
    const old = await openLevel(folder);
    opened.push(old);
    const claim = { scope, queue: 'new' as const, owner: 'embedded', now: 0, limit: 2 };
    await old.claim({ ...claim, decide: () => ({ offer: { leaseUntil: undefined } }) });
    const killed = join(folder, '..', 'killed');
    await cp(folder, killed, { recursive: true });
    await writePlace(killed);
    const stop = new AbortController();
    await refused('given-up', {
      folder: killed,
      signal: stop.signal,
      onProgress: ({ step }) => step === 'checking' && stop.abort(),
    });
    await move({ folder: killed });
    const row = await (await openMoved()).get(newEvent('one').key);
    assert.deepEqual([row?.state, row?.crashes], ['redeliver', 1]);
  });

  describe('its time', () => {
    async function sharedNow(): Promise<number> {
      const store = await openMoved({ time: new SteadyTime(new FakeMachine(Date.now() - HOUR_MS).process()) });
      assert.equal(store.health.failure, undefined);
      const [row] = await server().sql(
        `SELECT extract(epoch FROM clock_timestamp()) * 1000 + value::numeric AS now FROM ${options.schema}.meta WHERE name = 'time-shift'`,
      );
      return Number(row?.['now']);
    }

    for (const [what, rest, passed] of [
      ['at once', (machine: FakeMachine) => machine.pass(0), 0],
      ['after days of rest', (machine: FakeMachine) => machine.pass(72 * HOUR_MS), 72 * HOUR_MS],
      [
        'after days, with a wall clock that was set',
        (machine: FakeMachine) => {
          machine.pass(72 * HOUR_MS);
          machine.wall -= 1_000 * HOUR_MS;
        },
        72 * HOUR_MS,
      ],
      ['after a time off that nobody can tell', (machine: FakeMachine) => machine.reboot(5 * HOUR_MS), 0],
    ] as const) {
      it(`goes on where the old one's stood ${what}`, async () => {
        const machine = new FakeMachine(Date.UTC(2020, 0, 1));
        const time = new SteadyTime(machine.process());
        const old = await openLevel(folder, time);
        await old.accept(newEvent('one'));
        machine.pass(10 * MINUTE_MS);
        const stood = time.now();
        await old.close();
        rest(machine);
        await move({ machine: machine.process() });
        const ahead = (await sharedNow()) - stood - passed;
        assert(ahead >= -100 && ahead < MINUTE_MS, String(ahead));
      });
    }

    it('takes the clock of the database for that of the provider, where the machine was off', async () => {
      const machine = new FakeMachine(Date.now());
      const time = new SteadyTime(machine.process());
      const old = await openLevel(folder, time);
      time.noteTheirs(Date.now() - 5 * HOUR_MS);
      await old.accept(newEvent('one'));
      const stood = time.now();
      await old.close();
      machine.reboot(5 * HOUR_MS, { wallMs: 0 });
      await move({ machine: machine.process() });
      const ahead = (await sharedNow()) - stood - 5 * HOUR_MS;
      assert(Math.abs(ahead) < MINUTE_MS, String(ahead));
    });
  });

  describe('is refused, and nothing is changed,', () => {
    for (const [what, reason, prepare] of [
      ['where there is no store', 'no-store', () => rm(folder, { recursive: true })],
      ['where Node-RED uses the folder', 'store-in-use', async () => void opened.push(await openLevel(folder))],
      ['where the folder is a copy', 'store-copied', () => rm(join(folder, 'place.json'))],
      ['where it was restored and not used since', 'store-doubtful', () => writePlace(folder, { doubtful: true })],
      [
        'where an earlier version made it',
        'store-old',
        () => writeFile(join(folder, 'store.json'), '{"kind":"level","version":1}'),
      ],
      [
        'where a later one made it',
        'store-ill',
        () => writeFile(join(folder, 'store.json'), '{"kind":"level","version":3}'),
      ],
      ['where its end is missing', 'store-ill', async () => truncate(await newest(folder, '.log'), 10)],
      ['where a bit is another one', 'store-ill', async () => flipBit(await newest(folder, '.log'), 300)],
    ] as const) {
      it(what, async () => {
        await small();
        await prepare();
        await refused(reason);
        const store = await openMoved();
        assert.equal(store.health.failure, undefined, 'the other one can be used');
        assert.deepEqual((await store.counts(scope)).new, 0);
      });
    }

    it('where the database holds what came by another way', async () => {
      await small();
      const store = await openMoved();
      await store.accept(newEvent('here first'));
      await store.close();
      await refused('target-full');
      assert.equal((await (await openMoved()).counts(scope)).new, 1);
      assert.equal(await reasonOf(folder), 'none');
    });

    it('where it has moved elsewhere, or another folder has moved there', async () => {
      await small();
      await move();
      await refused('store-moved', { schema: `${options.schema}_2` });
      const other = await temporaryFolder();
      removals.push(other.remove);
      await (await openLevel(other.folder)).close();
      await refused('target-full', { folder: other.folder });
    });

    it('where the database is away, or knows nobody of this name', async () => {
      await small();
      await refused('target-ill', { connection: { ...options.connection, port: 1 } });
      await refused('target-ill', { connection: { ...options.connection, password: 'wrong' } });
      assert.equal(await reasonOf(folder), 'none');
    });
  });

  it('is done where it was done before', async () => {
    await small();
    await move();
    assert.equal(await move(), undefined);
  });

  it('takes a store that was only started, and keeps that one out until it is done', async () => {
    await small();
    const started = await openMoved();
    await started.remember('account:c1', { account: '100' });
    await started.remember('account:c2', { account: '200' });
    const states: (string | undefined)[] = [];
    const writes: Promise<unknown>[] = [];
    await move({
      onProgress: ({ step, done }) => {
        if (step === 'rows' && done > 0) writes.push(assert.rejects(started.accept(newEvent('too early'))));
        if (step === 'finishing') states.push(started.health.failureCode);
      },
    });
    await Promise.all(writes);
    assert(writes.length > 0);
    await eventually('it is back', () => started.health.failure === undefined);
    assert.equal(await started.recall('account:c1'), undefined);
    assert.equal((await started.counts(scope)).new, 4);
    assert.equal((await started.jobs.counts(scope)).queued, 1, 'nothing is in doubt');
  });

  it('keeps everybody out of what was cut off, until it is done or given up', async () => {
    await small();
    const file = join(folder, 'store.json');
    await killedAt('rows');
    const keptOut = await openMoved();
    assert.equal(keptOut.health.failureCode, 'database-moving');
    // It goes on trying: whoever opens the store by its name after it would be taken for its rival.
    await keptOut.close();
    assert.equal(await reasonOf(folder), 'none', 'the old one goes on');
    const other = await temporaryFolder();
    removals.push(other.remove);
    await (await openLevel(other.folder)).close();
    await refused('target-busy', { folder: other.folder });
    await giveUpMove({ folder, ...options });
    const store = await openMoved();
    assert.equal(store.health.failure, undefined, 'the other one can be used');
    assert.equal((await store.counts(scope)).new, 0);
    assert.match(await readFile(file, 'utf8'), /"kind":"level"/);
    await assert.rejects(giveUpMove({ folder, ...options }), MoveRefusedError);
  });

  it('can be given up between its last two steps', async () => {
    await small();
    await killedAt('rows');
    const [row] = await server().sql(`SELECT value FROM ${options.schema}.meta WHERE name = 'store'`);
    const { id } = JSON.parse(await readFile(join(folder, 'store.json'), 'utf8')) as { id: string };
    const marked = { kind: 'moved', version: 2, id, to: row?.['value'] };
    await writeFile(join(folder, 'store.json'), JSON.stringify(marked));
    assert.equal(await reasonOf(folder), 'store-moved');
    await giveUpMove({ folder, ...options });
    assert.equal(await reasonOf(folder), 'none');
    await move();
    assert.equal((await (await openMoved()).counts(scope)).new, 4);
  });

  for (const [what, fault, isDone] of [
    ['before its last commit arrives', (proxy: CuttingProxy) => proxy.cutAtNext('request'), false],
    ['after its last commit, before the answer', (proxy: CuttingProxy) => proxy.cutAtNext('answer'), true],
  ] as const) {
    it(`is in one place only where the network is cut ${what}, and is done when it is begun again`, async () => {
      await small();
      const proxy = await CuttingProxy.start(server().port, 'COMMIT');
      removals.push(() => proxy.close());
      const connection = { ...options.connection, port: proxy.port };
      const cut = ({ step }: MoveProgress) => (step === 'finishing' ? fault(proxy) : undefined);
      await refused('target-ill', { connection, onProgress: cut });
      assert.equal(await reasonOf(folder), 'store-moved');
      const before = await openMoved();
      assert.equal(before.health.failureCode, isDone ? undefined : 'database-moving');
      await before.close();
      assert.equal((await move()) === undefined, isDone);
      assert.equal((await (await openMoved()).counts(scope)).new, 4);
      assert.equal(await reasonOf(folder), 'store-moved');
    });
  }

  it('finds out that it is done where only the answer was lost', async () => {
    await small();
    const proxy = await CuttingProxy.start(server().port, 'COMMIT');
    removals.push(() => proxy.close());
    const connection = { ...options.connection, port: proxy.port };
    const lose = ({ step }: MoveProgress) => (step === 'finishing' ? proxy.loseNextAnswer() : undefined);
    assert.equal((await move({ connection, onProgress: lose }))?.events, 4);
    assert.equal((await openMoved()).health.failure, undefined);
  });

  it('may be undone by a person: what has been sent since is in doubt', async () => {
    await small();
    await move();
    await assert.rejects(confirmPlace(folder, 'moved'));
    assert.equal(await confirmPlace(folder, 'restored'), true);
    const again = await openLevel(folder);
    assert.equal((await again.jobs.counts(scope)).queued, 0);
    await again.close();
    await refused('target-full');
  });

  async function killedAt(diesAt: MoveProgress['step']): Promise<void> {
    const child = spawnMove({ diesAt });
    child.stdout.resume();
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL', 'it has come so far');
  }

  function spawnMove(how: Pick<MoveTask, 'diesAt'> = {}) {
    const { connection, schema } = options;
    const args = ['--import', 'tsx', PROCESS, JSON.stringify({ folder, connection, schema, ...how })];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8');
    return child;
  }

  it('is complete after kills at any moment, and the two stores can never be used at once', async () => {
    const list = fc.sample(doings, { numRuns: 4, seed: 7 }).flat();
    await filled(list);
    const expected = await (async () => {
      const store = await openLevel(folder);
      for (const each of SCOPES) {
        await store.release({ scope: each, owner: 'embedded', now: 0, crashed: false, suspectAfter: 3 });
      }
      const all = await readAll(store);
      await store.close();
      return all;
    })();
    const kills = [1, 2, 3, 5, 8, 13, 40, 100, 140];
    for (const after of kills) {
      const child = spawnMove();
      let heard = 0;
      child.stdout.on('data', (text: string) => {
        heard += text.split('\n').length - 1;
        if (heard >= after) setTimeout(() => child.kill('SIGKILL'), (after * 7) % 5);
      });
      await once(child, 'close');
      const moved = await openMoved();
      const holdsAny = moved.health.failure === undefined && (await moved.recallAll('')).size > 0;
      await moved.close();
      if (holdsAny) assert.equal(await reasonOf(folder), 'store-moved', `killed after ${after}`);
    }
    await move();
    const store = await openMoved();
    assert.deepEqual(await readAll(store), expected);
    assert.equal(await reasonOf(folder), 'store-moved');
  });
});
