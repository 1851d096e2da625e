import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startAculabSimulator, type AculabSimulator } from '../../src/simulator/aculab/aculab-simulator';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { FaultProxy, type Outage } from '../support/fault-proxy';
import { freePort } from '../support/free-port';
import { dropUnknown } from './support/drop-unknown';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { outageFlow, type OutageLine, type OutageRecord } from './support/outage-flow';
import { RestartingNodeRed } from './support/restarting-node-red';
import { settles } from './support/settles';
import { Standstills } from './support/standstills';
import { storedIn } from './support/stored-rows';
import { submitJob } from './support/submit-job';
import { assertNone, countsOf } from './support/traces';
import { makeUserDir, type UserDir } from './support/user-dir';

const TIME_SCALE = 120;
const HOUR_MS = (60 * 60_000) / TIME_SCALE;
const JOBS = 20;
/** So many are taken before the outage begins, in the middle of the queue. */
const BEFORE = 3;
const LATENCY_MS = 15;

const LANES = ['a', 'b'] as const;
type Lane = (typeof LANES)[number];
type Name = `${'etherfax' | 'esendex' | 'aculab-fax' | 'aculab-sms'}-${Lane}`;

/** What happens to Node-RED in the middle of the outage. */
type Meanwhile = 'nothing' | 'full deploy' | 'SIGTERM' | 'SIGKILL' | 'connections deployed';

/** Lane a speaks plain HTTP, lane b TLS by name. */
const ROUNDS: { outages: Record<Lane, Outage>; meanwhile: Meanwhile }[] = [
  { outages: { a: 'refused', b: 'dns' }, meanwhile: 'nothing' },
  { outages: { a: 'hang', b: 'tls' }, meanwhile: 'full deploy' },
  { outages: { a: '503', b: '503 with Retry-After' }, meanwhile: 'SIGKILL' },
  { outages: { a: '502 with HTML', b: 'half-open' }, meanwhile: 'SIGTERM' },
  { outages: { a: 'reset in the request', b: 'reset after the request' }, meanwhile: 'connections deployed' },
  { outages: { a: 'answer lost', b: 'trickle' }, meanwhile: 'nothing' },
];

interface Line extends OutageLine {
  name: Name;
  lane: Lane;
  proxy: FaultProxy;
  /** Can the provider itself tell what became of a request without an answer? */
  canTell: boolean;
  /** Of its first job, in the numbers that are called. */
  first: number;
  /** What the provider has taken, in order, as the numbers that were called. */
  taken: () => string[];
  onChange: (listener: () => void) => () => void;
}

describe(`an outage of an hour at each provider, ${JOBS} jobs a line`, () => {
  const simulators: (EtherFaxSimulator | EsendexSimulator | AculabSimulator)[] = [];
  const proxies: FaultProxy[] = [];
  const lines: Line[] = [];
  const connections: object[] = [];
  const credentials: Record<string, object> = {};
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let folder: string;
  let document: string;
  let noNames: string;
  let standstills: Standstills;

  before(async () => {
    standstills = new Standstills();
    const port = await freePort();
    userDir = await makeUserDir(
      (path) => `pushline: { timeScale: ${TIME_SCALE}, documentRoots: [${JSON.stringify(join(path, 'out'))}] },
      nameServer: ${withoutNames(join(path, 'no-names'))}`,
    );
    noNames = join(userDir.path, 'no-names');
    folder = join(userDir.path, 'out');
    await mkdir(folder);
    document = join(folder, 'letter.tif');
    await writeFile(document, sampleFax());
    for (const lane of LANES) await open(lane, port);
    await userDir.writeFlows(flow(), credentials);
    nodeRed = new RestartingNodeRed(userDir.path, port);
    await nodeRed.start();
  });

  after(async () => {
    standstills.stop();
    await nodeRed.end('SIGTERM');
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await Promise.all(simulators.map((simulator) => simulator.close()));
    await userDir.remove();
  });

  /** All providers, each with an account of its own, behind a proxy of its own. */
  async function open(lane: Lane, port: number): Promise<void> {
    const isB = lane === 'b';
    const stepMs = 20;
    const etherfax = await startEtherFaxSimulator({ stepMs, account: { ports: 8, account: `efax-${lane}` } });
    etherfax.behave({ wait: 'ignored' });
    const esendex = await startEsendexSimulator({ stepMs, account: { reference: `EX000000${isB ? 2 : 1}` } });
    const aculab = await startAculabSimulator({
      stepMs,
      propagationMs: 20,
      callAt: `http://127.0.0.1:${port}/aculab-${lane}`,
      account: { cloudId: isB ? '1-2-1' : '1-2-0' },
    });
    simulators.push(etherfax, esendex, aculab);
    const behind = async (simulator: { baseUrl: string }): Promise<{ proxy: FaultProxy; baseUrl: string }> => {
      const url = new URL(simulator.baseUrl);
      const proxy = await FaultProxy.start({ target: Number(url.port), tls: isB, latencyMs: LATENCY_MS });
      proxies.push(proxy);
      const origin = isB ? `https://localhost:${proxy.port}` : `http://127.0.0.1:${proxy.port}`;
      return { proxy, baseUrl: origin + url.pathname.replace(/\/$/, '') };
    };
    const [toEtherFax, toEsendex, toAculab] = await Promise.all([etherfax, esendex, aculab].map(behind));
    assert(toEtherFax && toEsendex && toAculab);
    if (isB) {
      const ca = resolve(__dirname, '../support/tls/localhost.pem');
      const none = { cert: '', key: '', certname: '', keyname: '', caname: '', servername: '', alpnprotocol: '' };
      connections.push({ id: 'tls', type: 'tls-config', name: '', ca, verifyservercert: true, ...none });
    }
    const common = { type: 'fax-sms-connection', simulator: false, pollSeconds: '60', ...(isB && { tls: 'tls' }) };
    const ids = { etherfax: `etherfax_${lane}`, esendex: `esendex_${lane}`, aculab: `aculab_${lane}` };
    connections.push(
      {
        ...{ ...common, id: ids.etherfax, name: 'etherFAX', provider: 'etherfax', channels: '8' },
        ...{ account: isB ? '' : 'efax-a', baseUrl: toEtherFax.baseUrl },
      },
      {
        ...{ ...common, id: ids.esendex, name: 'Esendex', provider: 'esendex' },
        ...{ account: `EX000000${isB ? 2 : 1}`, baseUrl: toEsendex.baseUrl },
      },
      {
        ...{ ...common, id: ids.aculab, name: 'Aculab', provider: 'aculab', channels: '8', service: 'Pushline' },
        ...{ account: isB ? '1-2-1' : '1-2-0', baseUrl: toAculab.baseUrl, encrypt: true },
        ...{ publicUrl: `http://127.0.0.1:${port}`, webhookPath: `/aculab-${lane}` },
      },
    );
    Object.assign(credentials, {
      [ids.etherfax]: { apiKey: etherfax.account.apiKey },
      [ids.esendex]: { username: 'demo@example.com', password: 'example' },
      [ids.aculab]: { username: 'demo@example.com', apiKey: 'example-key', servicePassword: 'example' },
    });
    const first = (line: number): number => (4 * LANES.indexOf(lane) + line) * JOBS * ROUNDS.length;
    const observe = (simulator: EtherFaxSimulator | EsendexSimulator | AculabSimulator) => (listener: () => void) =>
      simulator.onChange(listener);
    lines.push(
      {
        ...{ name: `etherfax-${lane}`, connection: ids.etherfax, kind: 'fax', from: '', lane, canTell: false },
        ...{ proxy: toEtherFax.proxy, first: first(0), onChange: observe(etherfax) },
        taken: () => etherfax.jobs().map(({ dialNumber }) => dialNumber),
      },
      {
        ...{ name: `esendex-${lane}`, connection: ids.esendex, kind: 'sms', from: '', lane, canTell: true },
        ...{ proxy: toEsendex.proxy, first: first(1), onChange: observe(esendex) },
        taken: () => esendex.sent().map(({ to }) => to),
      },
      {
        ...{
          name: `aculab-fax-${lane}`,
          connection: ids.aculab,
          kind: 'fax',
          from: '+15550100001',
          lane,
          canTell: true,
        },
        ...{ proxy: toAculab.proxy, first: first(2), onChange: observe(aculab) },
        taken: () => aculab.calls().flatMap(({ to, document: sent }) => (sent ? [to] : [])),
      },
      {
        ...{
          name: `aculab-sms-${lane}`,
          connection: ids.aculab,
          kind: 'sms',
          from: '+447700900500',
          lane,
          canTell: false,
        },
        ...{ proxy: toAculab.proxy, first: first(3), onChange: observe(aculab) },
        taken: () => aculab.sent().map(({ to }) => to),
      },
    );
  }

  function flow(change = ''): object[] {
    const renamed = connections.map((connection) => ({ ...connection, ...(change && { documentDays: change }) }));
    return outageFlow({ folder, document, connections: renamed, lines: lines.map(plain) });
  }

  const numberOf = ({ first }: Line, n: number): string => `+1555${String(first + n).padStart(3, '0')}9999`;
  /** The jobs of this round that the provider has taken, in order. */
  function takenOf(line: Line, numbers: readonly number[]): number[] {
    const called = new Map(numbers.map((n) => [numberOf(line, n).slice(1), n]));
    return line.taken().flatMap((to) => called.get(to.replace(/\D/g, '')) ?? []);
  }

  async function idsOf(connection: string, state: 'accepted' | 'unknown'): Promise<string[]> {
    return (await nodeRed.admin.jobs(connection, state)).map(({ id }) => id);
  }
  const connectionIds = [
    ...new Set(['etherfax', 'esendex', 'aculab'].flatMap((name) => LANES.map((lane) => `${name}_${lane}`))),
  ];

  async function isSettled(): Promise<boolean> {
    for (const id of connectionIds) {
      const { queued, sending } = (await nodeRed.admin.connection(id)).counts;
      if (queued + sending > 0) return false;
    }
    const told = await records();
    for (const line of lines) {
      // A call that Aculab has taken gets its document later.
      const accepted = line.kind === 'fax' ? await idsOf(line.connection, 'accepted') : [];
      const open = new Set([...accepted, ...(line.canTell ? await idsOf(line.connection, 'unknown') : [])]);
      if (told.some(({ id, reference }) => open.has(id) && reference.startsWith(`${line.name} `))) return false;
    }
    return true;
  }

  const records = (): Promise<OutageRecord[]> => readJsonLines(join(folder, 'records.jsonl'));

  async function disturb(meanwhile: Meanwhile): Promise<void> {
    switch (meanwhile) {
      case 'nothing':
        return;
      case 'full deploy':
        await nodeRed.deploy(flow('1'), 'full');
        return;
      case 'connections deployed':
        await nodeRed.deploy(flow('2'), 'nodes');
        return;
      case 'SIGTERM':
      case 'SIGKILL':
        await nodeRed.end(meanwhile);
        await nodeRed.start();
    }
  }

  /** Each provider's outage begins as soon as it has taken some of the queue; that of names for all of its lane. */
  async function begins(outages: Record<Lane, Outage>, numbers: readonly number[]): Promise<void> {
    const isAway = (line: Line): boolean => line.proxy.outage !== undefined;
    const begin = (line: Line): void => {
      const outage = outages[line.lane];
      if (outage === 'dns') writeFileSync(noNames, '');
      for (const other of lines) {
        if (other.proxy === line.proxy || (outage === 'dns' && other.lane === line.lane)) void other.proxy.fail(outage);
      }
    };
    const forgets = lines.map((line) =>
      line.onChange(() => {
        if (!isAway(line) && takenOf(line, numbers).length >= BEFORE) begin(line);
      }),
    );
    try {
      await eventually('all are away', () => Promise.resolve(lines.every(isAway)));
    } finally {
      for (const forget of forgets) forget();
    }
  }

  async function end(): Promise<void> {
    await rm(noNames, { force: true });
    const away = proxies.filter(({ outage }) => outage !== undefined);
    await Promise.all(away.map((proxy) => proxy.heal()));
  }

  /** The next round begins with all lines open, however this one went; else their numbers stay quiet, and their jobs open. */
  afterEach(async () => {
    await end();
    await dropUnknown(nodeRed.admin, connectionIds);
  });

  const table: Record<string, object> = {};

  for (const [round, { outages, meanwhile }] of ROUNDS.entries()) {
    it(`by ${outages.a} and by ${outages.b} costs at most two, and the rest leaves in order, once (${meanwhile})`, async () => {
      const numbers = Array.from({ length: JOBS }, (_, index) => round * JOBS + index);
      const before = standstills.begins.length;
      const submitted = lines.map(async (line) => {
        for (const n of numbers) await submitJob(nodeRed.port, { line: line.name, n, to: numberOf(line, n) });
      });
      await Promise.all([begins(outages, numbers), ...submitted]);
      await pause(HOUR_MS / 2);
      await disturb(meanwhile);
      await pause(HOUR_MS / 2);
      await end();
      await settles(isSettled, async () => `${(await records()).length} statuses are told`);

      const told = await records();
      for (const line of lines) {
        const row = `${line.name}: ${outages[line.lane]}${meanwhile === 'nothing' ? '' : `, ${meanwhile}`}`;
        table[row] = countsOf(judge(line, { numbers, told }));
      }
      for (const line of lines) {
        const { unknown, ...wrong } = judge(line, { numbers, told });
        await assertNone(
          { ...wrong, 'more than two unknown': unknown.slice(2 + standstills.begins.length - before) },
          {
            notedOf: (what) => told.filter(({ reference }) => reference === what),
            nameOf: (what) => numberOf(line, Number(what.split(' ')[1])),
            stored: storedIn(userDir, nodeRed),
          },
        );
      }
    });
  }

  after(() => console.table(table));

  function judge(line: Line, { numbers, told }: { numbers: readonly number[]; told: OutageRecord[] }) {
    const taken = takenOf(line, numbers);
    const states = new Map<number, string[]>();
    for (const { reference, state } of told) {
      const [name, n = ''] = reference.split(' ');
      if (name === line.name) states.set(Number(n), [...(states.get(Number(n)) ?? []), state]);
    }
    const isUnknown = (n: number): boolean => states.get(n)?.includes('unknown') ?? false;
    const order = taken.filter((n) => !isUnknown(n));
    const which = (all: readonly number[]): string[] => all.map((n) => `${line.name} ${n}`);
    return {
      'sent twice': which(numbers.filter((n) => taken.filter((each) => each === n).length > 1)),
      'never sent': which(numbers.filter((n) => states.has(n) && !taken.includes(n) && !isUnknown(n))),
      lost: which(numbers.filter((n) => !states.has(n) && !taken.includes(n))),
      unknown: which(numbers.filter(isUnknown)),
      'out of order': which(order.filter((n, index) => n < (order[index - 1] ?? -1))),
    };
  }
});

function plain({ name, connection, kind, from }: Line): OutageLine {
  return { name, connection, kind, from };
}

/** Of settings.js: while the file is there, no name server answers this process. */
function withoutNames(file: string): string {
  return `(() => {
    const dns = require('dns');
    const real = dns.lookup;
    dns.lookup = (name, options, callback) => {
      const done = callback ?? options;
      if (name !== 'localhost' || !require('fs').existsSync(${JSON.stringify(file)})) return real.call(dns, name, options, callback);
      process.nextTick(done, Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' }));
    };
  })()`;
}
