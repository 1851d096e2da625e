import { startEsendexSimulator } from '../src/simulator/esendex/esendex-simulator';
import { report } from './support/report';
import { median } from './support/statistics';
import { startBareServer } from './support/webhook-bare-server';
import { CREDENTIALS, plainFlow, simulatedAccount, TAB, takingFlow } from './support/webhook-flow';
import type { LoadFigures } from './support/webhook-load';
import { startWebhookNodeRed, type WebhookNodeRed } from './support/webhook-node-red';
import { startSender, type Sender } from './support/webhook-sender';

const CONNECTIONS = 64;
const ROUNDS = 5;
const REQUESTS = 12_000;
const WARM_UP = 20_000;

/** The receivers of the pushes: paths of the same Node-RED, except `bare`. */
const WAYS = {
  plain: 'http in, xml, http response',
  held: 'Pushline, the flow lags behind: it holds 1,000 and marks none',
  unwired: 'Pushline, nothing wired to sms-push-in',
  bare: 'node:http in a process of its own, nothing done: the ceiling',
};
type Way = keyof typeof WAYS;

interface Round extends LoadFigures {
  perSecond: number;
  /** The processor time of Node-RED's main thread per request. */
  cpuMicros: number;
}

async function main(): Promise<void> {
  const [first, ...others] = [1, 2].map(simulatedAccount);
  const simulator = await startEsendexSimulator({ ...(first && { account: first }), otherAccounts: others });
  const { baseUrl } = simulator;
  const nodeRed = await startWebhookNodeRed({
    flows: [
      TAB,
      ...takingFlow({ id: 'held', account: simulatedAccount(1), baseUrl, to: 'junction' }),
      ...takingFlow({ id: 'unwired', account: simulatedAccount(2), baseUrl, to: 'nothing' }),
      ...plainFlow('plain'),
    ],
    credentials: { held: CREDENTIALS, unwired: CREDENTIALS },
  });
  const bare = await startBareServer();
  const sender = startSender();
  const rounds = { plain: [], held: [], unwired: [], bare: [] } satisfies Record<Way, Round[]> as Record<Way, Round[]>;
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const way of Object.keys(rounds) as Way[]) {
        const port = way === 'bare' ? bare.port : nodeRed.port;
        const measured = await measure({ nodeRed, sender, port, way, requests: round === 0 ? WARM_UP : REQUESTS });
        if (round > 0) rounds[way].push(measured);
      }
    }
    reportAll(rounds);
    await reportLosses(nodeRed);
  } finally {
    await sender.stop();
    await bare.stop();
    await nodeRed.stop();
    await simulator.close();
  }
}

interface Measurement {
  nodeRed: WebhookNodeRed;
  sender: Sender;
  port: number;
  way: Way;
  requests: number;
}

async function measure({ nodeRed, sender, port, way, requests }: Measurement): Promise<Round> {
  const began = await nodeRed.mainThreadMs();
  const figures = await sender.send({
    ports: [port],
    paths: [`/${way}`],
    connections: CONNECTIONS,
    accepted: requests,
  });
  const cpuMs = (await nodeRed.mainThreadMs()) - began;
  const { accepted, seconds } = figures;
  return { ...figures, perSecond: accepted / seconds, cpuMicros: (cpuMs * 1_000) / accepted };
}

function reportAll(rounds: Record<Way, Round[]>): void {
  const of = (way: Way, figure: keyof Round): number => median(rounds[way].map((round) => round[figure]));
  // Round by round, so that other work on the machine affects both alike.
  const ratio = (way: Way, figure: keyof Round): number =>
    median(rounds[way].map((round, index) => round[figure] / (rounds.plain[index]?.[figure] ?? NaN)));

  for (const [way, note] of Object.entries(WAYS) as [Way, string][]) {
    report({ name: `${way}: requests`, value: of(way, 'perSecond'), unit: '/s', note });
    report({ name: '  p50', value: of(way, 'p50Ms'), unit: 'ms' });
    report({ name: '  p99', value: of(way, 'p99Ms'), unit: 'ms' });
    if (way !== 'bare') {
      const over = `medians of ${ROUNDS} rounds of ${REQUESTS} requests, ${CONNECTIONS} connections kept alive`;
      report({ name: '  main thread, a request', value: of(way, 'cpuMicros'), unit: 'µs', note: over });
    }
    if (way === 'plain' || way === 'bare') continue;
    report({
      name: '  requests, to plain',
      value: ratio(way, 'perSecond'),
      unit: '×',
      note: 'target: at least 2.0 wired, 1.8 unwired',
    });
    report({ name: '  p99, to plain', value: ratio(way, 'p99Ms'), unit: '×', note: 'target: below 0.7' });
    report({ name: '  requests a main-thread second, to plain', value: 1 / ratio(way, 'cpuMicros'), unit: '×' });
  }
}

/** Reports lost messages: every 200 was for a different message. */
async function reportLosses(nodeRed: WebhookNodeRed): Promise<void> {
  const answered = WARM_UP + ROUNDS * REQUESTS;
  for (const id of ['held', 'unwired']) {
    const { waiting = NaN, offered = NaN } = await nodeRed.counts(id);
    report({ name: `${id}: answered with 200 and not stored`, value: answered - waiting - offered, note: 'target: 0' });
  }
}

void main();
