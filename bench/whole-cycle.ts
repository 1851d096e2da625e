import { setTimeout as pause } from 'node:timers/promises';
import { startEsendexSimulator } from '../src/simulator/esendex/esendex-simulator';
import { report } from './support/report';
import { sharedNow } from './support/shared-clock';
import { median } from './support/statistics';
import { CREDENTIALS, plainFlow, simulatedAccount, TAB, takingFlow } from './support/webhook-flow';
import { startWebhookNodeRed, type WebhookNodeRed } from './support/webhook-node-red';
import { startSender } from './support/webhook-sender';

const CONNECTIONS = 64;
const ROUNDS = 5;
const REQUESTS = 3_000;
const WARM_UP = 5_000;
const LOOK_MS = 5;

/** Compares the whole cycle (push, flow, `mark received`, closed) with a flow of core nodes, which stores nothing. */
async function main(): Promise<void> {
  const account = simulatedAccount(1);
  const simulator = await startEsendexSimulator({ account });
  const { baseUrl } = simulator;
  const flows = [TAB, ...takingFlow({ id: 'cycle', account, baseUrl, to: 'mark-received' }), ...plainFlow('plain')];
  const nodeRed = await startWebhookNodeRed({ flows, credentials: { cycle: CREDENTIALS } });
  const sender = startSender();
  const send = (path: string, accepted: number) =>
    sender.send({ ports: [nodeRed.port], paths: [path], connections: CONNECTIONS, accepted });
  const ratios: number[] = [];
  const cycles: number[] = [];
  const plain: number[] = [];
  const p99: number[] = [];
  const cpuMicros: number[] = [];
  const cpuRatios: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const requests = round === 0 ? WARM_UP : REQUESTS;
      const cpuBefore = await nodeRed.mainThreadMs();
      const core = await send('/plain', requests);
      const cpuBetween = await nodeRed.mainThreadMs();
      const began = sharedNow();
      const ours = await send('/cycle', requests);
      await allClosed(nodeRed);
      const perSecond = requests / ((sharedNow() - began) / 1_000);
      const cpuMs = (await nodeRed.mainThreadMs()) - cpuBetween;
      await acknowledged(nodeRed);
      if (round === 0) continue;
      cycles.push(perSecond);
      plain.push(core.accepted / core.seconds);
      cpuMicros.push((cpuMs * 1_000) / requests);
      cpuRatios.push((cpuBetween - cpuBefore) / cpuMs);
      ratios.push(perSecond / (core.accepted / core.seconds));
      p99.push(ours.p99Ms / core.p99Ms);
    }
    const over = `medians of ${ROUNDS} rounds of ${REQUESTS}, ${CONNECTIONS} connections kept alive`;
    report({ name: 'push → flow → mark received → closed', value: median(cycles), unit: '/s', note: over });
    report({ name: 'http in, xml, http response', value: median(plain), unit: '/s' });
    report({ name: 'whole cycles, to core', value: median(ratios), unit: '×', note: 'target: at least 0.7' });
    report({ name: '  lowest and highest round', value: Math.min(...ratios), note: Math.max(...ratios).toFixed(2) });
    report({
      name: 'main thread, a cycle',
      value: median(cpuMicros),
      unit: 'µs',
      note: 'what it has told the provider by then, too',
    });
    report({ name: 'cycles a main-thread second, to core', value: median(cpuRatios), unit: '×' });
    report({ name: 'p99 of the answers, to core', value: median(p99), unit: '×', note: 'target: below 0.7' });
  } finally {
    await sender.stop();
    await nodeRed.stop();
    await simulator.close();
  }
}

async function allClosed(nodeRed: WebhookNodeRed): Promise<void> {
  for (;;) {
    const { waiting = NaN, offered = NaN } = await nodeRed.counts('cycle');
    if (waiting + offered === 0) return;
    await pause(LOOK_MS);
  }
}

/** Waits for all acknowledgements, so that they do not disturb the next round. */
async function acknowledged(nodeRed: WebhookNodeRed): Promise<void> {
  while (((await nodeRed.counts('cycle'))['acks'] ?? 0) > 0) await pause(100);
}

void main();
