import { startEsendexSimulator } from '../src/simulator/esendex/esendex-simulator';
import { readFile } from 'node:fs/promises';
import { report } from './support/report';
import { CREDENTIALS, simulatedAccount, TAB, takingFlow } from './support/webhook-flow';
import { startWebhookNodeRed } from './support/webhook-node-red';
import { startSender } from './support/webhook-sender';

const PUSHES = 100_000;

/** Many pushes at once while the flow marks none of them. Nothing may be lost, and little of it may be in memory. */
async function main(): Promise<void> {
  const account = simulatedAccount(1);
  const simulator = await startEsendexSimulator({ account });
  const flows = [TAB, ...takingFlow({ id: 'burst', account, baseUrl: simulator.baseUrl, to: 'junction' })];
  const nodeRed = await startWebhookNodeRed({ flows, credentials: { burst: CREDENTIALS } });
  const sender = startSender();
  let peak = 0;
  const watch = setInterval(() => {
    void residentBytes(nodeRed.pid).then((bytes) => (peak = Math.max(peak, bytes)));
  }, 200);
  try {
    await nodeRed.collectGarbage();
    const before = await residentBytes(nodeRed.pid);
    const load = { ports: [nodeRed.port], paths: ['/burst'], connections: 64, accepted: PUSHES };
    const { accepted, refused, seconds } = await sender.send(load);
    await nodeRed.collectGarbage();
    const after = await residentBytes(nodeRed.pid);
    const { waiting = NaN, offered = NaN } = await nodeRed.counts('burst');
    report({ name: 'answered with 200', value: accepted, note: `in ${Math.round(seconds)} s; ${refused} others` });
    report({ name: 'answered and not stored', value: accepted - waiting - offered, note: 'target: 0' });
    report({
      name: 'memory, more at the end',
      value: (after - before) / 2 ** 20,
      unit: 'MB',
      note: 'target: at most 150',
    });
    report({ name: 'memory, more at the peak', value: (peak - before) / 2 ** 20, unit: 'MB' });
  } finally {
    clearInterval(watch);
    await sender.stop();
    await nodeRed.stop();
    await simulator.close();
  }
}

async function residentBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0');
  return Number(text.split(' ')[1]) * 4_096;
}

void main();
