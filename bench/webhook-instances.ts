import { startEsendexSimulator } from '../src/simulator/esendex/esendex-simulator';
import { postgresBinaries, PostgresServer } from '../test/support/postgres-server';
import { report } from './support/report';
import { median } from './support/statistics';
import { CREDENTIALS, simulatedAccount, TAB, takingFlow } from './support/webhook-flow';
import { startWebhookNodeRed, type WebhookNodeRed } from './support/webhook-node-red';
import { startSender } from './support/webhook-sender';

const CONNECTIONS = 64;
const ROUNDS = 5;
const REQUESTS = 6_000;
const WARM_UP = 4_000;
/** The environment variable for the address of the database, which contains its password. */
const VARIABLE = 'PUSHLINE_BENCH_DATABASE';

/** The receivers of the pushes. In each, the flow lags behind: it holds 1,000 messages and marks none. */
const WAYS = {
  embedded: 'one Node-RED, its own folder',
  one: 'one Node-RED, PostgreSQL',
  two: 'two Node-REDs, one PostgreSQL, half of the connections each',
} as const;
type Way = keyof typeof WAYS;

interface Round {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** The processor time per request of the main threads of all instances together. */
  cpuMicros: number;
}

/** Compares two instances that share the load with one instance on PostgreSQL and one with an embedded store. */
async function main(): Promise<void> {
  if (postgresBinaries === undefined) {
    report({ name: 'PostgreSQL is not installed here', value: NaN });
    return;
  }
  const server = await PostgresServer.startOnDisk();
  const { host = '', port = 0, database = '', user = '', password = '' } = server.connection();
  process.env[VARIABLE] = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
  const account = simulatedAccount(1);
  const simulator = await startEsendexSimulator({ account });
  const start = (store: object[]): Promise<WebhookNodeRed> =>
    startWebhookNodeRed({
      flows: [
        TAB,
        ...store,
        ...takingFlow({
          id: 'taken',
          account,
          baseUrl: simulator.baseUrl,
          store: store.length > 0 ? 'store' : '',
          to: 'junction',
        }),
      ],
      credentials: { taken: CREDENTIALS },
    });
  const sender = startSender();
  const nodeReds: Record<Way, WebhookNodeRed[]> = { embedded: [], one: [], two: [] };
  const rounds: Record<Way, Round[]> = { embedded: [], one: [], two: [] };
  try {
    nodeReds.embedded.push(await start([]));
    nodeReds.one.push(await start([storeNode('one', 'first')]));
    for (const instance of ['first', 'second']) nodeReds.two.push(await start([storeNode('two', instance)]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const way of ['embedded', 'one', 'two'] as const) {
        const measured = await measure(nodeReds[way], round === 0 ? WARM_UP : REQUESTS);
        if (round > 0) rounds[way].push(measured);
      }
    }
    reportAll(rounds);
    for (const way of ['embedded', 'one', 'two'] as const) await reportLosses(way, nodeReds[way]);
  } finally {
    await sender.stop();
    for (const nodeRed of Object.values(nodeReds).flat()) await nodeRed.stop();
    await simulator.close();
    await server.remove();
  }

  async function measure(taking: WebhookNodeRed[], requests: number): Promise<Round> {
    const began = await threadMs(taking);
    const ports = taking.map(({ port: own }) => own);
    const figures = await sender.send({ ports, paths: ['/taken'], connections: CONNECTIONS, accepted: requests });
    const cpuMs = (await threadMs(taking)) - began;
    const { accepted, seconds, p50Ms, p99Ms } = figures;
    return { perSecond: accepted / seconds, p50Ms, p99Ms, cpuMicros: (cpuMs * 1_000) / accepted };
  }
}

function storeNode(schema: string, instance: string): object {
  return {
    ...{ id: 'store', type: 'pushline-store', name: '', by: 'url', url: `\${${VARIABLE}}`, secure: 'off' },
    ...{ schema, instance },
  };
}

async function threadMs(nodeReds: WebhookNodeRed[]): Promise<number> {
  const each = await Promise.all(nodeReds.map((nodeRed) => nodeRed.mainThreadMs()));
  return each.reduce((sum, ms) => sum + ms, 0);
}

function reportAll(rounds: Record<Way, Round[]>): void {
  const of = (way: Way, figure: keyof Round): number => median(rounds[way].map((round) => round[figure]));
  // Round by round, so that other work on the machine affects all alike.
  const ratio = (way: Way, to: Way): number =>
    median(rounds[way].map(({ perSecond }, index) => perSecond / (rounds[to][index]?.perSecond ?? NaN)));
  const over = `medians of ${ROUNDS} rounds of ${REQUESTS} requests, ${CONNECTIONS} connections kept alive`;
  for (const [way, note] of Object.entries(WAYS) as [Way, string][]) {
    report({ name: `${way}: requests`, value: of(way, 'perSecond'), unit: '/s', note });
    report({ name: '  p50', value: of(way, 'p50Ms'), unit: 'ms' });
    report({ name: '  p99', value: of(way, 'p99Ms'), unit: 'ms' });
    report({ name: '  main threads, a request', value: of(way, 'cpuMicros'), unit: 'µs', note: over });
  }
  report({ name: 'two together, to one', value: ratio('two', 'one'), unit: '×' });
  report({ name: 'one on PostgreSQL, to embedded', value: ratio('one', 'embedded'), unit: '×' });
  report({ name: 'two together, to embedded', value: ratio('two', 'embedded'), unit: '×' });
}

/** Reports lost messages: every 200 was for a different message, and each instance counts those in the store. */
async function reportLosses(way: Way, [nodeRed]: WebhookNodeRed[]): Promise<void> {
  const { waiting = NaN, offered = NaN } = (await nodeRed?.counts('taken')) ?? {};
  const value = WARM_UP + ROUNDS * REQUESTS - waiting - offered;
  report({ name: `${way}: answered with 200 and not stored`, value, note: 'target: 0' });
}

void main();
