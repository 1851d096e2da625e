import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { postgresBinaries, PostgresServer } from '../support/postgres-server';
import { freePort } from '../support/free-port';
import { dropUnknown } from './support/drop-unknown';
import { eventually } from './support/eventually';
import { FAULTS, rolesOf } from './support/shared-store/faults';
import { Instance } from './support/shared-store/instance';
import { judgeEvents, judgeJobs, recordsOf, type Judged } from './support/shared-store/judge';
import { CAN_TELL, Providers } from './support/shared-store/lines';
import { Load, type Order } from './support/shared-store/load';
import { LoadBalancer } from './support/shared-store/load-balancer';
import { SEED, seededRandom, shuffled } from './support/seeded-random';
import { settles } from './support/settles';
import { storedInDatabase } from './support/stored-rows';
import { Standstills } from './support/standstills';
import { assertNone, countsOf } from './support/traces';
import { CONNECTIONS, SHARED_CREDENTIALS, sharedFlow, type SharedRecord } from './support/shared-store/shared-flow';
import { nameOf, notedOf } from './support/shared-store/traces';

/** `PUSHLINE_RIG_EVENTS=1000` is a quick run. */
const EVENTS = Number(process.env['PUSHLINE_RIG_EVENTS'] ?? 10_000);
const JOBS = Math.round(EVENTS / 25);
const TIME_SCALE = 10;
const PATHS = { esendex: '/sms', aculab: '/aculab' };
/** Before a fault, so that it strikes what is under way. */
const LEAD_MS = 1_500;

describe(`two Node-REDs on one PostgreSQL: ${EVENTS} events and ${JOBS} jobs`, () => {
  const faults = shuffled(seededRandom(SEED), FAULTS);
  let server: PostgresServer;
  let instances: [Instance, Instance];
  let balancer: LoadBalancer;
  let providers: Providers;
  let load: Load;
  let folder: string;
  let document: string;
  let deploys = 0;
  let standstills: Standstills;

  before(async function () {
    if (postgresBinaries === undefined) {
      console.log('    PostgreSQL is not installed here: two Node-REDs that share one are left out');
      this.skip();
    }
    standstills = new Standstills();
    server = await PostgresServer.start();
    folder = await mkdtemp(join(tmpdir(), 'pushline-shared-'));
    document = join(folder, 'letter.tif');
    await writeFile(document, sampleFax());
    const [one, two] = [await freePort(), await freePort()];
    const common = {
      ...{ folder, databasePort: server.port },
      settings: `pushline: { timeScale: ${TIME_SCALE}, documentRoots: [${JSON.stringify(folder)}] }`,
    };
    instances = [
      await Instance.prepare({ ...common, name: 'a', port: one, otherPort: two }),
      await Instance.prepare({ ...common, name: 'b', port: two, otherPort: one }),
    ];
    balancer = await LoadBalancer.start({
      upstreams: instances,
      random: seededRandom(SEED + 1),
      patient: [PATHS.aculab],
    });
    providers = await Providers.start(balancer, PATHS);
    load = new Load({ random: seededRandom(SEED + 2), providers, instances });
    for (const instance of instances) await instance.writeFlows(flows(), credentials());
    await Promise.all(instances.map(({ nodeRed }) => nodeRed.start()));
    await rolesOf(instances);
  });

  let hasPassed = false;
  afterEach(function () {
    hasPassed = this.currentTest?.state === 'passed';
  });

  after(async () => {
    standstills?.stop();
    load?.end();
    await providers?.close();
    await balancer?.close();
    for (const instance of instances ?? []) await instance.remove();
    await server?.remove();
    if (hasPassed) await rm(folder, { recursive: true, force: true });
    else if (folder) console.log(`    what the instances said and wrote down is in ${folder}`);
  });

  function flows(): object[] {
    const { etherfax, esendex, aculab } = providers;
    return sharedFlow({
      document,
      etherfax: { baseUrl: etherfax.baseUrl, pushUrl: etherfax.pushUrl },
      esendex: { baseUrl: esendex.baseUrl, path: PATHS.esendex },
      aculab: { baseUrl: aculab.baseUrl, publicUrl: balancer.url, path: PATHS.aculab },
      user: server.connection().user ?? '',
      documentDays: String(deploys),
    });
  }

  function credentials(): Record<string, object> {
    return { ...SHARED_CREDENTIALS, store: { password: server.connection().password } };
  }

  function changedFlows(): object[] {
    deploys += 1;
    return flows();
  }

  it('loses none, enters none twice, sends none twice, and tells the truth of each', async () => {
    console.log(`    seed ${SEED}: ${faults.map(({ name }) => name).join('; ')}`);
    const stage = { instances, providers, server, changedFlows };
    const kills: number[] = [];
    const handOvers: Record<string, { 'went on after ms': number; 'took s': number }> = {};
    for (const [index, { name, ms, strike }] of faults.entries()) {
      const begun = performance.now();
      const share = (index + 1) / faults.length;
      const loaded = load.upTo({ events: Math.round(EVENTS * share), jobs: Math.round(JOBS * share), ms });
      await pause(LEAD_MS);
      if (name === 'holder killed') kills.push(Date.now());
      const gap = await strike(stage);
      await loaded;
      const took = Math.round((performance.now() - begun) / 1_000);
      handOvers[name] = { 'went on after ms': gap, 'took s': took };
      console.log(`    ${name}: went on after ${gap} ms`);
    }
    console.table(handOvers);
    await load.isTaken();
    await settled();
    const unknown = await decided();
    const records = await recordsOf(instances);
    const events = judgeEvents(records, providers);
    const setbacks = [...kills, ...standstills.begins];
    const jobs = judgeJobs(records, { providers, orders: load.orders, jobs: JOBS, unknown, setbacks });
    print(events);
    print(jobs);
    console.table(balancer.count);
    console.table(balancer.answers);
    const evidence = {
      notedOf: (what: string) => notedOf(what, records),
      nameOf: (what: string) => nameOf(what, providers),
      stored: storedInDatabase(server),
    };
    for (const { wrong } of [events, jobs]) await assertNone(wrong, evidence);
    assert.equal(providers.unread(), 0, 'the providers have been told of all');
    assert(records.some(({ by }) => by === 'a') && records.some(({ by }) => by === 'b'), 'both had a part in it');
  });

  /** What can end without a person has ended. */
  async function settled(): Promise<void> {
    const isRead = (): boolean => providers.unread() === 0 && providers.outstanding === 0;
    const isTold = async (): Promise<boolean> => {
      const finished = tokensOf(await recordsOf(instances));
      const left = load.orders.filter(({ token }) => !finished.has(token));
      return left.every(nobodyCanTell) && left.length <= (await countUnknown());
    };
    const stand = async (): Promise<string> =>
      `${(await recordsOf(instances)).length} records, ${providers.unread()} unread, ${providers.outstanding} on their way`;
    await settles(async () => isRead() && (await isTold()), stand);
  }

  /** Of the others the product asks, and what it has not asked yet is no matter for a person. */
  function nobodyCanTell({ line, n }: Order): boolean {
    return !CAN_TELL.includes(line) && providers.truthOf(line, n).taken === 0;
  }

  const tokensOf = (records: readonly SharedRecord[]): Set<string> =>
    new Set(records.flatMap((record) => (record.step === 'finished' ? [record.token] : [])));

  async function countUnknown(): Promise<number> {
    const { admin } = instances[0].nodeRed;
    const all = await Promise.all(CONNECTIONS.map((connection) => admin.jobs(connection, 'unknown')));
    return all.flat().length;
  }

  /** A person decides of those whose request vanished with its process, where nobody can tell. */
  async function decided(): Promise<string[]> {
    const dropped = await dropUnknown(instances[0].nodeRed.admin, CONNECTIONS);
    const isTold = async (): Promise<boolean> => {
      const finished = tokensOf(await recordsOf(instances));
      return load.orders.every(({ token }) => finished.has(token));
    };
    await eventually('the last output 2', isTold).catch(console.error);
    return dropped;
  }
});

function print({ table, wrong }: Judged): void {
  console.table({ ...table, ...countsOf(wrong) });
}
