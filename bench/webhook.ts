import { startEsendexSimulator } from '../src/simulator/esendex/esendex-simulator';
import { eventually } from '../test/e2e/support/eventually';
import { report } from './support/report';
import { median } from './support/statistics';
import { startBareServer } from './support/webhook-bare-server';
import { CREDENTIALS, plainFlow, simulatedAccount, TAB, takingFlow } from './support/webhook-flow';
import type { Load, LoadFigures } from './support/webhook-load';
import { startWebhookNodeRed, type WebhookNodeRed } from './support/webhook-node-red';
import { startSender, type Sender } from './support/webhook-sender';

const CONNECTIONS = 64;
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const ROUND_MS = Number(process.env['ROUND_MS'] ?? 5_000);
const WARM_UP = Number(process.env['WARM_UP'] ?? 10_000);

/** What takes the pushes; each is a path of the one Node-RED, but for the bare server. */
const WAYS = ['/plain', '/stored', '/marked', '/bare'] as const;
type Way = (typeof WAYS)[number];

interface Round extends LoadFigures {
  perSecond: number;
  /** Of Node-RED's main thread, for each request. */
  cpuMicros: number;
}

async function main(): Promise<void> {
  const [flow, stored] = [simulatedAccount(1), simulatedAccount(2)];
  const simulator = await startEsendexSimulator({ account: flow, otherAccounts: [stored] });
  const { baseUrl } = simulator;
  const nodeRed = await startWebhookNodeRed({
    flows: [
      TAB,
      ...takingFlow({ id: 'flow', account: flow, baseUrl, path: '/marked', to: 'mark-received' }),
      ...takingFlow({ id: 'stored', account: stored, baseUrl, path: '/stored', to: 'nothing' }),
      ...plainFlow('/plain'),
    ],
    credentials: { flow: CREDENTIALS, stored: CREDENTIALS },
  });
  const bare = await startBareServer();
  const sender = startSender();
  const rounds: Record<Way, Round[]> = { '/plain': [], '/stored': [], '/marked': [], '/bare': [] };
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const way of WAYS) {
        const measured = await measure({ nodeRed, sender, way, barePort: bare.port }, round === 0 ? { accepted: WARM_UP } : { forMs: ROUND_MS });
        if (round > 0) rounds[way].push(measured);
        const t0 = Date.now();
        if (way === '/marked') await drained(nodeRed);
        if (process.env['DEBUG']) console.error(way, JSON.stringify(measured), 'drain ms', Date.now() - t0, JSON.stringify(await nodeRed.counts('flow')), JSON.stringify(await nodeRed.counts('stored')));
      }
    }
    console.error(rounds['/plain'].length, median([1]), report.name);
  } finally {
    await sender.stop();
    await bare.stop();
    await nodeRed.stop();
    await simulator.close();
  }
}

interface Parties {
  nodeRed: WebhookNodeRed;
  sender: Sender;
  way: Way;
  barePort: number;
}

async function measure({ nodeRed, sender, way, barePort }: Parties, length: Pick<Load, 'accepted' | 'forMs'>): Promise<Round> {
  const port = way === '/bare' ? barePort : nodeRed.port;
  const began = await nodeRed.mainThreadMs();
  const figures = await sender.send({ port, paths: [way], connections: CONNECTIONS, ...length });
  const cpuMs = (await nodeRed.mainThreadMs()) - began;
  const { accepted, seconds } = figures;
  return { ...figures, perSecond: accepted / seconds, cpuMicros: (cpuMs * 1_000) / accepted };
}

/** What the flow has not caught up with would be worked on while another way is measured. */
async function drained(nodeRed: WebhookNodeRed): Promise<void> {
  await eventually(
    'the flow has caught up',
    async () => {
      const { new: fresh, offered, redeliver, acks } = await nodeRed.counts('flow');
      return [fresh, offered, redeliver, acks].every((count) => count === 0);
    },
    300_000,
  );
}

void main();
