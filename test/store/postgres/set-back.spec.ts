import assert from 'node:assert/strict';
import { openPostgresStore, type PostgresStore } from '../../../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import { newJob } from '../../contract/job-store';
import { newEvent } from '../../contract/store';
import { eventually } from '../../support/eventually';
import { RecordedLog } from '../../support/recorded-log';
import { optionsFor, withPostgres } from './with-postgres';

describe('a PostgreSQL that was set back', () => {
  const server = withPostgres();
  const opened: PostgresStore[] = [];
  const log = new RecordedLog();
  let options: PostgresDatabaseOptions;

  async function open(changes: Partial<PostgresDatabaseOptions> = {}): Promise<PostgresStore> {
    const store = await openPostgresStore({ ...options, ...changes });
    opened.push(store);
    return store;
  }

  let told: number;

  beforeEach(() => {
    told = log.matching(/has lost writes that it had confirmed/).length;
    options = optionsFor(server(), { log });
  });

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  const isWell = (store: PostgresStore) => eventually('it can be used', () => store.health.failure === undefined);

  async function filled(): Promise<PostgresStore> {
    const store = await open();
    await store.accept(newEvent('waits'));
    await store.jobs.submit(newJob('waits'));
    return store;
  }

  async function assertDoubted(store: PostgresStore): Promise<void> {
    const job = await store.jobs.get(newJob('waits').id);
    assert.deepEqual([job?.state, job?.calls], ['sending', 1], 'nobody knows whether it was sent since');
    const event = await store.get(newEvent('waits').key);
    assert.equal(event?.attempt, 1, 'its next offer says that the flow may have seen it');
    assert.equal(store.health.restored, true);
  }

  async function assertUndoubted(store: PostgresStore): Promise<void> {
    assert.equal((await store.jobs.get(newJob('waits').id))?.state, 'queued');
    assert.equal((await store.get(newEvent('waits').key))?.attempt, 0);
  }

  /** Restored from a dump, or copied, it is another database. */
  async function copy(): Promise<string> {
    const name = `copy${options.schema}`;
    await server().sql(`CREATE DATABASE ${name} TEMPLATE postgres`);
    return name;
  }

  async function openCopy(): Promise<PostgresStore> {
    await (await filled()).close();
    const connection = server().connection({ database: await copy() });
    const store = await open({ connection });
    assert.equal(store.health.failureCode, 'database-restored');
    return store;
  }

  it('is not used before a person has answered, if nobody can tell what has happened since', async () => {
    const store = await openCopy();
    await assert.rejects(store.accept(newEvent('later')));
    assert.equal(await store.confirm('restored'), true);
    await isWell(store);
    await assertDoubted(store);
    const later = newJob('later');
    await store.jobs.submit(later);
    await store.close();
    const again = await open({ connection: server().connection({ database: `copy${options.schema}` }) });
    assert.equal((await again.jobs.get(newJob('waits').id))?.calls, 1, 'it is doubted once');
    assert.equal((await again.jobs.get(later.id))?.state, 'queued', 'what came later is in no doubt');
    assert.equal(await again.confirm('moved'), false, 'there is nothing to say');
  });

  it('also asks if a dump was restored over what was there', async () => {
    await (await filled()).close();
    const { schema } = options;
    await server().sql(`CREATE TABLE ${schema}.again AS TABLE ${schema}.meta`);
    await server().sql(`DROP TABLE ${schema}.meta`);
    await server().sql(`ALTER TABLE ${schema}.again RENAME TO meta`);
    await server().sql(`ALTER TABLE ${schema}.meta ADD PRIMARY KEY (name)`);
    assert.equal((await open()).health.failureCode, 'database-restored');
  });

  it('goes on where a person says that it has only moved', async () => {
    const store = await openCopy();
    await store.confirm('moved');
    await isWell(store);
    await assertUndoubted(store);
  });

  it('is noticed by an instance whose confirmed commit is missing', async () => {
    const store = await filled();
    const before = await server().snapshot();
    await isWell(store);
    await store.accept(newEvent('lost'));
    await server().halt();
    await server().revert(before);
    await eventually('somebody writes, and it is noticed', async () => {
      await store.remember('anything', performance.now()).catch(() => undefined);
      return log.matching(/has lost writes that it had confirmed/).length > told;
    });
    await isWell(store);
    assert.equal(await store.get(newEvent('lost').key), undefined);
    await assertDoubted(store);
  });

  it('is noticed also where a commit was under way', async () => {
    const store = await filled();
    const before = await server().snapshot();
    await isWell(store);
    await store.accept(newEvent('lost'));
    await server().halt();
    const underWay = store.remember('anything', 1).catch((error: unknown) => error);
    await server().revert(before);
    await underWay;
    await eventually('it is noticed', () => log.matching(/has lost writes that it had confirmed/).length > told);
    await isWell(store);
    await assertDoubted(store);
  });

  it('stays red, and ends nothing else, where what is in doubt cannot be read', async () => {
    await (await filled()).close();
    const { schema } = options;
    await server().sql(`UPDATE ${schema}.entries SET value = '{}' WHERE path LIKE 'job/%'`);
    await server().sql(`INSERT INTO ${schema}.meta VALUES ('doubtful', '1000000')`);
    const store = await open();
    assert.equal(store.health.failureCode, 'store-damaged');
    await assert.rejects(store.accept(newEvent('later')));
  });

  it('goes on after a fail-over in which nothing was lost', async () => {
    const store = await filled();
    await server().halt();
    await server().promote();
    await isWell(store);
    await assertUndoubted(store);
    await store.close();
    const again = await open();
    assert.equal(again.health.failure, undefined, 'nobody has to be asked');
    await assertUndoubted(again);
  });

  it('asks a person after a restore to a point in time that nobody has seen', async () => {
    await (await filled()).close();
    await server().halt();
    await server().promote();
    assert.equal((await open()).health.failureCode, 'database-restored');
  });
});
