import { startEsendexSimulator } from '../src/simulator/esendex/esendex-simulator';
import { report } from './support/report';
import { median } from './support/statistics';
import { connection, CREDENTIALS, simulatedAccount, TAB, takingFlow } from './support/webhook-flow';
import { startWebhookNodeRed, type WebhookNodeRed } from './support/webhook-node-red';
import { startSender } from './support/webhook-sender';

/** The numbers of connections that are deployed in one Node-RED. */
const COUNTS = [1, 10, 1_000];
const ROUNDS = 5;
const REQUESTS = 1_500;

/** Measures the cost of a request to one connection when there are many others without requests. */
async function main(): Promise<void> {
  const simulator = await startEsendexSimulator({ account: simulatedAccount(0) });
  const sender = startSender();
  const running: { count: number; nodeRed: WebhookNodeRed; micros: number[]; perSecond: number[] }[] = [];
  try {
    for (const count of COUNTS) {
      const idle = Array.from({ length: count - 1 }, (_, index) =>
        connection({ id: `idle-${index}`, account: simulatedAccount(index + 1), baseUrl: simulator.baseUrl }),
      );
      const taking = takingFlow({
        id: 'called',
        account: simulatedAccount(0),
        baseUrl: simulator.baseUrl,
        to: 'junction',
      });
      const nodeRed = await startWebhookNodeRed({
        flows: [TAB, ...taking, ...idle],
        credentials: { called: CREDENTIALS },
      });
      running.push({ count, nodeRed, micros: [], perSecond: [] });
    }
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { nodeRed, micros, perSecond } of running) {
        const began = await nodeRed.mainThreadMs();
        const { accepted, seconds } = await sender.send({
          ...{ ports: [nodeRed.port], paths: ['/called'], connections: 16, accepted: REQUESTS },
        });
        if (round === 0) continue;
        micros.push((((await nodeRed.mainThreadMs()) - began) * 1_000) / accepted);
        perSecond.push(accepted / seconds);
      }
    }
    const [one] = running;
    for (const { count, micros, perSecond } of running) {
      const note = `median of ${ROUNDS} rounds of ${REQUESTS} requests`;
      report({ name: `${count} connections: main thread, a request`, value: median(micros), unit: 'µs', note });
      report({ name: '  requests', value: median(perSecond), unit: '/s' });
      report({ name: '  cost, to one connection', value: median(micros) / median(one?.micros ?? []), unit: '×' });
    }
  } finally {
    await sender.stop();
    for (const { nodeRed } of running) await nodeRed.stop();
    await simulator.close();
  }
}

void main();
